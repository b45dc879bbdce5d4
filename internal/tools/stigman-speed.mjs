// How fast STIG Manager's own client parser reads a .ckl, in MB/s; for bench.sh.
// Usage: node stigman-speed.mjs FILE, where the package is installed.
import { readFileSync } from 'node:fs'
import { reviewsFromCkl } from '@nuwcdivnpt/stig-manager-client-modules'

const bytes = readFileSync(process.argv[2])
const data = bytes.toString('utf8').replace('<HOST_NAME></HOST_NAME>', '<HOST_NAME>node1</HOST_NAME>') // it refuses a file without
const importOptions = {
  autoStatus: 'saved', unreviewed: 'always', unreviewedCommented: 'informational',
  emptyDetail: 'import', emptyComment: 'import', allowCustom: true
}
const fieldSettings = { detail: { enabled: 'always', required: 'optional' }, comment: { enabled: 'always', required: 'optional' } }
const read = () => reviewsFromCkl({ data, fieldSettings, allowAccept: false, importOptions, sourceRef: 'x', scapBenchmarkMap: new Map() })

for (let i = 0; i < 3; i++) read() // until the machine code is there
const runs = 7
const began = process.hrtime.bigint()
for (let i = 0; i < runs; i++) read()
const seconds = Number(process.hrtime.bigint() - began) / 1e9
console.log((bytes.length * runs / seconds / 1e6).toFixed(2))
