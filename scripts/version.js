// Sets one version for every package of the workspace, and for every reference between them: npm does the first only.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const version = process.argv[2]
if (version === undefined || !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) {
  process.stderr.write('usage: node scripts/version.js <version>\n')
  process.exit(64)
}

const root = new URL('../', import.meta.url)
const folders = ['packages', 'plugins'].flatMap((parent) => readdirSync(new URL(`${parent}/`, root)).map((name) => `${parent}/${name}`))
const files = ['package.json', ...[...folders, 'test'].map((folder) => `${folder}/package.json`)]
const manifests = new Map(files.map((file) => [file, JSON.parse(readFileSync(new URL(file, root), 'utf8'))]))
const ours = new Set([...manifests.values()].map((manifest) => manifest.name))

for (const [file, manifest] of manifests) {
  manifest.version = version
  for (const dependencies of [manifest.dependencies, manifest.devDependencies, manifest.peerDependencies]) {
    for (const name of Object.keys(dependencies ?? {})) if (ours.has(name)) dependencies[name] = version
  }
  writeFileSync(new URL(file, root), `${JSON.stringify(manifest, null, 2)}\n`)
}
