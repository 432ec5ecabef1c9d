// Writes the JavaScript of one workspace: its entries, and a file for each part that is imported when it is needed.
// Hundreds of small modules cost most of a command's start. Packages stay packages: nothing of another one is taken in.
//
// Run by `npm run build` in the folder of a workspace, after tsc has written the declarations:
// `node ../../scripts/bundle.js [entry …] [--inline <package>]…`. Inlined packages, and what they need, become part of the
// files; their licences are written beside them.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { rolldown } from 'rolldown'

const folder = process.cwd()
const source = path.join(folder, 'src')
const { values, positionals } = parseArgs({ allowPositionals: true, options: { inline: { type: 'string', multiple: true, default: [] } } })
const entries = ['index', ...positionals]
const inlined = new Set()

for (const file of readdirSync('dist', { recursive: true })) if (/\.js(\.map)?$/.test(file)) rmSync(path.join('dist', file))

const bundle = await rolldown({
  input: Object.fromEntries(entries.map((entry) => [entry, path.join(source, `${entry}.ts`)])),
  // Everything that is named like a package, but for what the compiler itself adds.
  external: (id, importer = '') => /^(?!@oxc-project)[\w@]/.test(id) && !importer.includes('node_modules') && !isInlined(id),
  platform: 'node',
  // Inlined packages as ES modules, where they have some: these need no wrappers, and what nobody uses of them is left out.
  resolve: {
    mainFields: ['es2015', 'module', 'main'],
    alias: { yaml: fileURLToPath(new URL('../node_modules/yaml/browser/index.js', import.meta.url)) },
  },
  // The floor of package.json: `using` is written as what Node 20 knows.
  transform: { target: 'node20' },
  plugins: [
    { name: 'licences', load: { filter: { id: /node_modules/ }, handler: (id) => void inlined.add(packageOf(id)) } },
    { name: 'own-place', transform: { filter: { id: /\/src\// }, handler: withOwnPlace } },
  ],
})
await bundle.write({ dir: 'dist', format: 'esm', sourcemap: true, entryFileNames: '[name].js', chunkFileNames: 'part-[name].js' })
await bundle.close()
if (inlined.size > 0) writeFileSync('dist/THIRD-PARTY-LICENSES.txt', [...inlined].toSorted().map(licenceOf).join('\n'))

function isInlined(id) {
  return values.inline.some((name) => id === name || id.startsWith(`${name}/`))
}

/** Folder of the package that a file belongs to. */
function packageOf(id) {
  return /^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(id)[0]
}

function licenceOf(place) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8'))
  const file = readdirSync(place).find((one) => /^licen[cs]e/i.test(one))
  if (file === undefined) throw new Error(`${name} has no licence file, so it cannot be inlined`)
  return `${name} ${version} (${license})\n\n${readFileSync(path.join(place, file), 'utf8').trim()}\n`
}

/** All files are written side by side. What a module reads beside itself stays where it is. */
function withOwnPlace(code, id) {
  const place = path.relative(source, id).replaceAll('\\', '/').replace(/\.ts$/, '.js')
  if (!place.includes('/') || !code.includes('import.meta.url')) return undefined
  // No line moves, so the source map stays as it is.
  return { code: code.replaceAll('import.meta.url', `new URL('./${place}', import.meta.url).href`), map: null }
}
