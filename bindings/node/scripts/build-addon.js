'use strict';
// Builds the addon: node scripts/build-addon.js [output]. Needs a C compiler and `npm ci --ignore-scripts`.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const output = path.resolve(process.argv[2] ?? path.join(root, '..', '..', 'build', 'hftok.node'));
const sources = fs.readdirSync(path.join(root, 'addon')).filter((name) => name.endsWith('.c')).sort();
const headers = [path.join(root, '..', '..', 'include'), require('node-api-headers').include_dir];

const linking = process.platform === 'darwin'
  ? ['-bundle', '-undefined', 'dynamic_lookup']
  : ['-shared', '-Wl,-z,nodelete', '-Wl,-z,now', '-s']; // a load's thread may outlive the worker that unloads us

fs.mkdirSync(path.dirname(output), { recursive: true });
execFileSync(
  process.env.CC || 'cc',
  [
    ...['-std=c11', '-O2', '-fPIC', '-fvisibility=hidden', '-Wall', '-Wextra', '-Werror', '-pthread'],
    ...headers.flatMap((dir) => ['-I', dir]),
    ...linking,
    ...['-o', output],
    ...sources.map((name) => path.join(root, 'addon', name)),
    ...(process.platform === 'linux' ? ['-ldl'] : []),
  ],
  { stdio: 'inherit' },
);
