# SPDX-License-Identifier: GPL-2.0-only
#
# usage: perl validate.pl SCHEMA.json DOCUMENT...
#
# Says what in the documents is not as the JSON Schema has it (draft-04, -06 or -07); exit code 1 then. Schemas of its folder
# are known by their $id. libjson-validator-perl.
use strict;
use warnings;
use JSON::Validator;
use Mojo::File qw(path);
use Mojo::JSON qw(decode_json);

my $file = path(shift);
my $validator = JSON::Validator->new;
for my $beside ($file->dirname->list->grep(qr/\.schema\.json$/)->each) {
	my $schema = decode_json($beside->slurp);
	$validator->store->add($schema->{'$id'} => $schema);
}
$validator = $validator->schema(decode_json($file->slurp))->schema;
# SARIF's draft-04 schema uses a format of a later draft.
$validator->formats->{'uri-reference'} = \&JSON::Validator::Formats::check_uri_reference;
my $nr = 0;
for my $document (@ARGV) {
	for my $error ($validator->validate(decode_json(path($document)->slurp))) {
		print "$document: $error\n";
		$nr++;
	}
}
exit($nr ? 1 : 0);
