// SPDX-License-Identifier: GPL-2.0-only
// node look.js CHROMIUM FOLDER: opens each page of FOLDER in headless Chromium, light and dark, 375 and 1280 wide and
// on paper, and says in TAP what is not as it should be. With SHOTS=FOLDER also screenshots, for people. Speaks the
// DevTools protocol over two pipes, so that it needs nothing but node's own modules.
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const [, , chromium, folder] = process.argv;
const shots = process.env.SHOTS;
const files = fs.readdirSync(folder).filter((file) => file.endsWith('.html')).sort();
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'stableport-browser-'));
const browser = spawn(chromium, ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run',
	'--disable-dev-shm-usage', '--hide-scrollbars', '--remote-debugging-pipe', '--user-data-dir=' + profile,
	'about:blank'],
	{ stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });

let nextId = 1;
let buffered = '';
const waiting = new Map();
let heard = () => {};

browser.stdio[4].setEncoding('utf8');
browser.stdio[4].on('data', (data) => {
	buffered += data;
	for (let end; (end = buffered.indexOf('\0')) >= 0;) {
		const message = JSON.parse(buffered.slice(0, end));
		buffered = buffered.slice(end + 1);
		if (!message.id) {
			heard(message);
			continue;
		}
		const { resolve, reject } = waiting.get(message.id);
		waiting.delete(message.id);
		message.error ? reject(new Error(message.error.message)) : resolve(message.result);
	}
});

function ask(method, params = {}, sessionId) {
	const id = nextId++;
	browser.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + '\0');
	return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

// Runs in the page (from outside of it: the page's own policy allows no script). What it returns is wrong with it.
function look(size, files) {
	const wrong = [];
	const all = (selector) => [...document.querySelectorAll(selector)];
	const classOf = (element) => typeof element.className === 'string' && element.className ?
		'.' + element.className : '';
	const name = (element) => element.tagName.toLowerCase() + classOf(element) +
		' "' + element.textContent.trim().slice(0, 30) + '"';
	for (const [selector, nr] of [['h1', 1], ['main', 1], ['body > header', 1], ['title', 1]])
		if (all(selector).length !== nr)
			wrong.push(all(selector).length + ' of ' + selector);
	for (const element of all('script, img, iframe, link, object, embed, form, base, video, audio'))
		wrong.push('there is ' + name(element));
	for (const element of all('*'))
		for (const attribute of element.attributes)
			if (/^(on.*|src|srcset|action|ping)$/.test(attribute.name))
				wrong.push(attribute.name + ' at ' + name(element));
	const leads = (href) => files.includes(href) ||
		(/^#[a-z0-9-]+$/.test(href) && document.getElementById(href.slice(1)));
	for (const element of all('[href]'))
		if (!leads(element.getAttribute('href')))
			wrong.push('a link to ' + element.getAttribute('href'));
	for (const element of all('[aria-labelledby]'))
		if (!document.getElementById(element.getAttribute('aria-labelledby')))
			wrong.push('no label of ' + name(element));
	const ids = all('[id]').map((element) => element.id);
	if (new Set(ids).size !== ids.length)
		wrong.push('an id twice');
	let level = 0;
	for (const element of all('h1, h2, h3, h4, h5, h6')) {
		const now = Number(element.tagName[1]);
		if (now > level + 1)
			wrong.push('from h' + level + ' to ' + name(element));
		level = now;
	}
	for (const table of all('table'))
		if (!table.caption || !table.querySelector('th[scope=col]'))
			wrong.push('a table without a head: ' + name(table));
	for (const head of all('.matrix thead'))
		if (getComputedStyle(head).display === 'none')
			wrong.push('a column whose head is not shown');
	const page = document.documentElement;
	if (size && page.scrollWidth > page.clientWidth)
		wrong.push('the page is ' + page.scrollWidth + ' wide: ' + all('main *').filter((element) =>
			element.getBoundingClientRect().right > page.clientWidth + 1 &&
			!element.closest('.diff, .wide, pre, nav')).map(name)[0]);
	const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
	const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) =>
		c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) =>
		sum + c * [0.2126, 0.7152, 0.0722][i], 0);
	const ground = (element) => {
		for (; element; element = element.parentElement) {
			const colour = channels(getComputedStyle(element).backgroundColor);
			if (colour.length === 3 || colour[3] > 0)
				return colour;
		}
		return [255, 255, 255];
	};
	let least = 21;
	for (const element of all('body *')) {
		const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
		if (element.closest('svg') || !hasText)
			continue;
		const pair = [channels(getComputedStyle(element).color), ground(element)].map(luminance);
		const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
		least = Math.min(least, contrast);
		if (contrast < 4.5)
			wrong.push('contrast ' + contrast.toFixed(2) + ' of ' + name(element));
	}
	return { wrong: [...new Set(wrong)].slice(0, 8), least };
}

function lookAtPaper() {
	return [...document.querySelectorAll('details:not([open])')].filter((details) =>
		[...details.children].slice(1).every((child) =>
			!child.getClientRects().length || !child.checkVisibility())).length;
}

function lookAtFocus() {
	const element = document.activeElement;
	const style = getComputedStyle(element);
	return { tag: element.tagName, outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
}

async function evaluate(session, what, ...args) {
	const { result, exceptionDetails } = await ask('Runtime.evaluate',
		{ expression: `(${what})(...${JSON.stringify(args)})`, returnByValue: true }, session);
	if (exceptionDetails)
		throw new Error(exceptionDetails.exception.description);
	return result.value;
}

async function load(session, url, said) {
	const loaded = new Promise((resolve) => {
		heard = ({ method, params }) => {
			if (method === 'Page.loadEventFired')
				resolve();
			else if (method === 'Log.entryAdded')
				said.push(params.entry.text);
			else if (method === 'Runtime.consoleAPICalled' || method === 'Runtime.exceptionThrown')
				said.push(method);
			else if (method === 'Network.requestWillBeSent' && params.request.url !== url)
				said.push('asks for ' + params.request.url);
		};
	});
	await ask('Page.navigate', { url }, session);
	await loaded;
}

async function shoot(session, name, width) {
	if (!shots)
		return;
	const { cssContentSize } = await ask('Page.getLayoutMetrics', {}, session);
	const clip = { x: 0, y: 0, width, height: Math.min(cssContentSize.height, 5000), scale: 1 };
	const { data } = await ask('Page.captureScreenshot', { clip, captureBeyondViewport: true }, session);
	fs.writeFileSync(path.join(shots, name + '.png'), Buffer.from(data, 'base64'));
}

async function lookAtSizes(session, url, page, trouble) {
	let least = 21;
	for (const scheme of ['light', 'dark']) {
		for (const width of [375, 1280]) {
			const features = [{ name: 'prefers-color-scheme', value: scheme }];
			await ask('Emulation.setEmulatedMedia', { media: 'screen', features }, session);
			await ask('Emulation.setDeviceMetricsOverride',
				{ width, height: 900, deviceScaleFactor: 1, mobile: false }, session);
			const said = [];
			await load(session, url, said);
			await evaluate(session,
				'() => document.querySelectorAll("details").forEach((d) => { d.open = true; })');
			const { wrong, least: here } = await evaluate(session, look, width, files);
			least = Math.min(least, here);
			trouble.push(...[...said, ...wrong].map((what) => `${scheme}, ${width}: ${what}`));
			await shoot(session, `${page}-${scheme}-${width}`, width);
		}
	}
	return least;
}

async function lookByKeyboard(session, url, trouble) {
	await load(session, url, []);
	const stops = await evaluate(session, '() => document.querySelectorAll("a[href], summary, [tabindex]").length');
	for (let i = 0; i < Math.min(5, stops); i++) {
		for (const type of ['rawKeyDown', 'keyUp'])
			await ask('Input.dispatchKeyEvent',
				{ type, key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 }, session);
		const { tag, outline } = await evaluate(session, lookAtFocus);
		if (tag !== 'A' && tag !== 'SUMMARY' && tag !== 'DIV' && tag !== 'PRE')
			trouble.push(`Tab leads to ${tag}`);
		else if (!outline)
			trouble.push(`the focus is not seen at ${tag}`);
	}
}

async function lookAtPage(session, page) {
	const url = 'file://' + path.resolve(folder, page + '.html');
	const trouble = [];
	const least = await lookAtSizes(session, url, page, trouble);
	await lookByKeyboard(session, url, trouble);
	await ask('Emulation.setEmulatedMedia', { media: 'print' }, session);
	const closed = await evaluate(session, lookAtPaper);
	if (closed)
		trouble.push(`${closed} details are closed on paper`);
	if (await evaluate(session, '() => document.title === "owned"'))
		trouble.push('a script of somebody else ran');
	return { trouble, least };
}

async function main() {
	const { targetInfos } = await ask('Target.getTargets');
	const { targetId } = targetInfos.find(({ type }) => type === 'page');
	const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
	for (const domain of ['Page', 'Log', 'Runtime', 'Network'])
		await ask(domain + '.enable', {}, sessionId);
	const pages = files.map((file) => file.slice(0, -5));
	console.log(`1..${pages.length}`);
	for (const [i, page] of pages.entries()) {
		const { trouble, least } = await lookAtPage(sessionId, page);
		console.log(`${trouble.length ? 'not ok' : 'ok'} ${i + 1} - ` +
			`the page '${page}', light and dark, narrow, wide and on paper` +
			` (least contrast ${least.toFixed(2)})`);
		for (const what of trouble)
			console.log('# ' + what.replace(/\n/g, ' '));
	}
	await ask('Browser.close').catch(() => {});
}

browser.on('exit', () => fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
main().then(() => browser.kill(), (error) => {
	console.log('Bail out! ' + error.message);
	browser.kill();
	process.exitCode = 1;
});
