import { readFile } from 'node:fs/promises'
import type { Names } from '../names.ts'

/** The files of a package, by their paths. */
export type Files = Readonly<Record<string, string>>

export type PluginKind = 'consumer' | 'exposer' | 'binder' | 'step' | 'format' | 'rule'

/** What a new plugin of each kind handles, for people. */
export const KINDS: Readonly<Record<PluginKind, (names: Names) => string>> = {
  consumer: ({ kebab }) => `a plugin for "consumes" entries with "type: ${kebab}"`,
  exposer: ({ kebab }) => `a plugin for "exposes" entries with "type: ${kebab}"`,
  binder: ({ kebab }) => `a plugin for "binds" with a location ${kebab}://…`,
  step: ({ kebab }) => `a plugin for steps with "type: ${kebab}"`,
  format: ({ kebab }) => `a plugin for "outputRawFormat: ${kebab}"`,
  rule: ({ kebab }) => `a plugin that says how documents should be written, with the code ${codeOf(kebab)}`,
}

/** What is special about the package of one kind: the plugin, its tests, and a document that uses it. */
export async function kindFiles(kind: PluginKind, names: Names): Promise<Files> {
  const [plugin, test, example] = await Promise.all(['index.ts', 'test.ts', 'example.yaml'].map((name) => template(kind, name)))
  return {
    'src/index.ts': fill(plugin!, names),
    [`test/${names.kebab}.test.ts`]: fill(test!, names),
    'example.yaml': fill(example!, names),
  }
}

/** Templates are files of their own, beside the sources, because they are code of somebody else. */
function template(kind: PluginKind, name: string): Promise<string> {
  return readFile(new URL(`../../../templates/plugin/${kind}/${name}.template`, import.meta.url), 'utf8')
}

function fill(text: string, { kebab, camel, label }: Names): string {
  const values: Readonly<Record<string, string>> = {
    kebab,
    camel,
    label,
    Camel: camel[0]!.toUpperCase() + camel.slice(1),
    SNAKE: codeOf(kebab),
  }
  return text.replaceAll(/__(\w+?)__/g, (placeholder, name: string) => (Object.hasOwn(values, name) ? values[name]! : placeholder))
}

/** The code of the findings of a rule, such as `MY_RULE`. */
function codeOf(kebab: string): string {
  return kebab.toUpperCase().replaceAll('-', '_')
}
