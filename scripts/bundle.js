// Writes the JavaScript of one workspace: its entries, and a file for each part that is imported when it is needed.
// Hundreds of small modules cost most of a command's start. Packages stay packages: nothing of another one is taken in.
//
// Run by `npm run build` in the folder of a workspace, after tsc has written the declarations: `node ../../scripts/bundle.js [entry …]`.
import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { rolldown } from 'rolldown'

const folder = process.cwd()
const source = path.join(folder, 'src')
const entries = ['index', ...process.argv.slice(2)]

for (const file of readdirSync('dist', { recursive: true })) if (/\.js(\.map)?$/.test(file)) rmSync(path.join('dist', file))

const bundle = await rolldown({
  input: Object.fromEntries(entries.map((entry) => [entry, path.join(source, `${entry}.ts`)])),
  // Everything that is named like a package, but for what the compiler itself adds.
  external: /^(?!@oxc-project)[\w@]/,
  platform: 'node',
  // The floor of package.json: `using` is written as what Node 20 knows.
  transform: { target: 'node20' },
  plugins: [{ name: 'own-place', transform: { filter: { id: /\/src\// }, handler: withOwnPlace } }],
})
await bundle.write({ dir: 'dist', format: 'esm', sourcemap: true, entryFileNames: '[name].js', chunkFileNames: 'part-[name].js' })
await bundle.close()

/** All files are written side by side. What a module reads beside itself stays where it is. */
function withOwnPlace(code, id) {
  const place = path.relative(source, id).replaceAll('\\', '/').replace(/\.ts$/, '.js')
  if (!place.includes('/') || !code.includes('import.meta.url')) return undefined
  // No line moves, so the source map stays as it is.
  return { code: code.replaceAll('import.meta.url', `new URL('./${place}', import.meta.url).href`), map: null }
}
