// SPDX-License-Identifier: GPL-2.0-only
/*
 * What all pages begin with: a policy that lets nothing in but the page's own style, and that style. Colours are
 * GitHub's, in which most diffs are read, and have a contrast of 4.5 or more on their grounds in light and dark
 * (tests/browser computes it). What means something in colour says so in a word, a sign or a shape too. Nothing is as
 * wide as the page has to scroll for it: what is wide scrolls in its own box, and lists become rows where the window is
 * narrow. On paper everything is open.
 */
#include "html-parts.h"

static const char colours[] =
	":root{color-scheme:light dark;--bg:#fff;--fg:#1f2328;--soft:#59636e;--line:#d1d9e0;"
	"--card:#f6f8fa;--ok:#1a7f37;--warn:#8a5a00;--bad:#cf222e;--info:#0969da;--add:#dafbe1;"
	"--del:#ffebe9;--hunk:#ddf4ff;--mark:#9be9a8;--unmark:#ffc1bc;--gap:#f6f8fa}\n"
	"@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--soft:#9198a1;--line:#3d444d;"
	"--card:#151b23;--ok:#3fb950;--warn:#d29922;--bad:#ff6a61;--info:#4493f8;--add:#12361f;"
	"--del:#4a1a1d;--hunk:#10233f;--mark:#1f6f3a;--unmark:#8e2f34;--gap:#151b23}}\n";

static const char text_style[] =
	"*{box-sizing:border-box}html{scroll-padding-top:3.5rem}body{margin:0;background:var(--bg);"
	"color:var(--fg);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}"
	"body>header,main,nav>div{max-width:84rem;margin:0 auto;padding:0 1.5rem}body>header{padding-top:1.5rem}"
	"main{padding-bottom:4rem}\n"
	"h1{font-size:1.7rem;line-height:1.2;margin:.2rem 0 .8rem}h2{font-size:1.25rem;margin:2.6rem 0 .7rem;"
	"border-bottom:1px solid var(--line);padding-bottom:.3rem}h3{font-size:1rem;margin:1.2rem 0 .3rem}"
	"h4{font-size:.9rem;margin:1rem 0 .2rem}p{margin:.4rem 0;max-width:52rem}ul{margin:.3rem 0;"
	"padding-left:1.3rem;max-width:60rem}li{margin:.2rem 0}.short{list-style:none;padding:0}"
	".short li{display:inline-block;margin-right:1.2rem}\n"
	"code,pre{font:13px/1.45 ui-monospace,monospace;unicode-bidi:isolate}b,a,td,dd{unicode-bidi:isolate}"
	"a{color:var(--info)}.soft,.meta,.side,caption{color:var(--soft)}.meta,.side{font-size:.85rem;max-width:none}"
	"nav{position:sticky;top:0;z-index:1;background:var(--bg);border-bottom:1px solid var(--line)}"
	"nav>div{display:flex;gap:1.2rem;overflow-x:auto;font-size:.9rem;white-space:nowrap}"
	"nav a{padding:.6rem 0;text-decoration:none}nav a:hover{text-decoration:underline}\n"
	".badge{display:inline-block;border:1px solid currentColor;border-radius:1rem;padding:0 .6rem;"
	"font-size:.8rem;font-weight:600;white-space:nowrap}.ok{color:var(--ok)}.warn{color:var(--warn)}"
	".bad{color:var(--bad)}.info{color:var(--info)}.none{color:var(--soft)}\n"
	"details{margin:.5rem 0}summary{cursor:pointer;color:var(--info)}"
	":focus-visible{outline:2px solid var(--info);outline-offset:2px}"
	":target{background:var(--hunk);border-color:var(--info)}\n";

static const char parts_style[] =
	".verdict{font-size:1.15rem;font-weight:600;border-left:.35rem solid;padding:.5rem .9rem;"
	"background:var(--card);margin:.6rem 0;max-width:none;border-radius:0 .4rem .4rem 0}"
	".verdict::first-letter{text-transform:uppercase}.facts{display:grid;"
	"grid-template-columns:repeat(5,1fr);gap:.7rem;margin:1rem 0}"
	".facts div,.step,.look,.proof{border:1px solid var(--line);border-radius:.5rem;background:var(--card);"
	"padding:.7rem .9rem}.facts div{min-width:0}.facts b{display:block;font-size:1.05rem;line-height:1.3}"
	".facts span{color:var(--soft);font-size:.85rem;display:block}.look{margin:1rem 0}"
	".look h2{border:0;margin:0;padding:0;font-size:1rem}.look ul{max-width:none}"
	".look .bad a,.look .warn a{color:inherit}\n"
	".series{list-style:none;margin:0;padding:0;max-width:none}.series li{position:relative;margin:0;"
	"padding:.3rem 0 .6rem var(--rail);min-height:2.4rem}.series p{margin:0}.series .badge{margin-right:.4rem}"
	".rail{position:absolute;left:0;top:0}.rail line,.rail path{fill:none;stroke:currentColor;stroke-width:1.5}"
	".spine{color:var(--line)}.need{color:var(--info)}.guess{stroke-dasharray:3 3}"
	".node path,.node circle{fill:currentColor;stroke:currentColor;stroke-width:2}"
	".node .ring{fill:var(--bg)}.legend{font-size:.85rem}\n"
	".step{margin:.8rem 0}.step>header{display:flex;flex-wrap:wrap;gap:.2rem .6rem;align-items:baseline}"
	".step h3{flex:1 1 20rem;margin:0}.why code,.places code{display:block;color:var(--soft)}"
	".message,.summary{border-left:3px solid var(--line);padding-left:.8rem;margin:.4rem 0}"
	".message{white-space:pre-wrap}"
	".proof{margin:.8rem 0}.proof h3{margin-top:0}\n"
	".beside{display:grid;grid-template-columns:1fr 1fr;gap:.6rem}.beside>div{min-width:0}"
	".side{margin:.7rem 0 0}.beside .side{margin-top:.2rem}.diff{overflow-x:auto;"
	"border:1px solid var(--line);border-radius:.4rem;margin:.2rem 0;background:var(--bg);tab-size:8}"
	".diff.theirs{border-style:dashed}"
	".diff code{display:block;min-width:max-content}.diff span{display:block;padding:0 .5rem;"
	"white-space:pre;unicode-bidi:isolate}.diff .a{background:var(--add)}.diff .d{background:var(--del)}"
	".diff .h{background:var(--hunk);color:var(--soft)}.diff .n{color:var(--soft)}.diff .f{background:var(--gap)}"
	"mark{color:inherit;font-weight:600;text-decoration:underline;background:none}.a mark{background:var(--mark)}"
	".d mark{background:var(--unmark)}\n"
	".wide{overflow-x:auto}.wide td code{overflow-wrap:break-word}"
	"table{border-collapse:collapse;width:100%}caption{text-align:left;font-size:.9rem;"
	"padding:.3rem 0}th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;"
	"border-bottom:1px solid var(--line)}th{font-size:.85rem;color:var(--soft);font-weight:600}"
	"tbody th{color:inherit}td.number,th.number{white-space:nowrap;font-variant-numeric:tabular-nums}"
	".counted{width:auto}.counted th{overflow-wrap:break-word}.counted .places code{overflow-wrap:anywhere}"
	".counted td,.counted th{padding-right:2rem}\n"
	"pre{overflow-x:auto;border:1px solid var(--line);border-radius:.4rem;padding:.6rem;"
	"white-space:pre-wrap;background:var(--bg);margin:.4rem 0}\n";

static const char media_style[] =
	"@media(max-width:70rem){.facts{grid-template-columns:repeat(3,1fr)}"
	".facts div:nth-child(5):last-child{grid-column:span 2}}"
	"@media(max-width:50rem){.facts{grid-template-columns:repeat(2,1fr)}}"
	"@media(max-width:60rem){.beside{grid-template-columns:1fr}.diff .f{display:none}}\n"
	"@media(max-width:40rem){body>header,main,nav>div{padding-left:.9rem;padding-right:.9rem}"
	".counted{table-layout:fixed;width:100%}.counted tbody th,.counted thead th{overflow-wrap:anywhere}"
	".counted td,.counted th{padding-right:.6rem;font-size:.85rem;white-space:normal}"
	".counted .badge{white-space:normal}"
	".step h3{flex-basis:100%}.diff{tab-size:4}.facts{grid-template-columns:1fr;gap:.4rem}"
	".facts div:nth-child(5):last-child{grid-column:auto}"
	"table:not(.counted) thead{display:none}table:not(.counted) tr{display:block;"
	"border-bottom:1px solid var(--line);padding:.35rem 0}"
	"table:not(.counted) :is(td,tbody th){display:block;border:0;padding:.1rem 0}"
	"table:not(.counted) td[data-of]::before{content:attr(data-of) \": \";color:var(--soft);font-size:.85rem}}\n"
	"@media print{:root{--bg:#fff;--fg:#000;--soft:#444;--line:#bbb;--card:#fff;--ok:#1a7f37;"
	"--warn:#7d5300;--bad:#b00;--info:#000;--add:#e6ffec;--del:#ffebe9;--hunk:#eef6ff;--mark:#b4f0be;"
	"--unmark:#ffc9c4;--gap:#f4f4f4}body{font-size:10pt;print-color-adjust:exact}"
	"body>header,main{max-width:none;padding:0}nav{display:none}.facts{grid-template-columns:repeat(3,1fr)}"
	"h2,h3,h4,.step>header,.side{break-after:avoid}tr,.facts div,.series li{break-inside:avoid}"
	"details::details-content{content-visibility:visible;block-size:auto}"
	".beside{grid-template-columns:1fr}.diff .f{display:none}"
	".diff{overflow:visible;tab-size:4}.diff code,code,pre{font-size:7.5pt}.diff code{min-width:0}"
	".diff span{white-space:pre-wrap}}";

void html_begin(struct text *out, const char *title, const char *own_style)
{
	text_adds(out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
		       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		       "style-src 'unsafe-inline'\">\n"
		       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
	html_element(out, "title", NULL, title);
	text_addf(out, "\n<style>%s%s%s%s%s</style></head>\n<body>\n", colours, text_style, parts_style, media_style,
		  own_style);
}

void html_end(struct text *out)
{
	text_adds(out, "</main></body></html>\n");
}
