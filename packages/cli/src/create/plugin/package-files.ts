import type { Names } from '../names.ts'
import type { Files, PluginKind } from './kinds.ts'

/** What every package of a plugin has: how it is built, tested and loaded. */
export function packageFiles({ kebab, label }: Names, kind: PluginKind, version: string): Files {
  return {
    'package.json': `${JSON.stringify(manifest(kebab, kind, version), undefined, 2)}\n`,
    'tsconfig.json': `${JSON.stringify(COMPILER, undefined, 2)}\n`,
    '.gitignore': 'node_modules/\ndist/\n',
    'README.md': readme(kebab, label, kind),
  }
}

function manifest(name: string, kind: PluginKind, version: string): object {
  return {
    name: `naftiko-${name}-${kind}`,
    version: '0.1.0',
    description: `A ${kind} plugin for naftiko capabilities.`,
    type: 'module',
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    files: ['dist'],
    scripts: { build: 'tsc', test: 'vitest run', prepare: 'npm run build' },
    peerDependencies: { '@naftiko/plugin-api': version },
    devDependencies: {
      '@naftiko/plugin-api': version,
      '@naftiko/standard': version,
      '@naftiko/testing': version,
      '@types/node': '20.19.43',
      typescript: '7.0.2',
      vitest: '4.1.12',
    },
    engines: { node: '>=20.19' },
  }
}

const COMPILER = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
    declaration: true,
    skipLibCheck: true,
    rootDir: 'src',
    outDir: 'dist',
  },
  include: ['src'],
}

function readme(name: string, label: string, kind: PluginKind): string {
  return `# ${label}

A ${kind} plugin for naftiko capabilities.

\`\`\`
npm install          # builds, too
npm test             # the conformance suite, and what is special about this plugin
npx naftiko run example.yaml --plugin ./dist/index.js
\`\`\`

| file | what |
| --- | --- |
| \`src/index.ts\` | the plugin: what it handles, and how entries are compiled |
| \`test/${name}.test.ts\` | its tests |
| \`example.yaml\` | a capability that uses it |
`
}
