// Removes what a build made: node scripts/remove.js FOLDER...
import { rmSync } from 'node:fs'

for (const folder of process.argv.slice(2)) rmSync(folder, { recursive: true, force: true })
