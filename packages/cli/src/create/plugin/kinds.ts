import type { Names } from '../names.ts'
import { binderFiles } from './binder.ts'
import { consumerFiles } from './consumer.ts'
import { exposerFiles } from './exposer.ts'
import { formatFiles } from './format.ts'
import { stepFiles } from './step.ts'

/** The files of a package, by their paths. */
export type Files = Readonly<Record<string, string>>

/** What is special about one kind of plugin. */
export interface KindTemplate {
  /** What it handles, for people. */
  about(names: Names): string
  files(names: Names): Files
}

export type PluginKind = 'consumer' | 'exposer' | 'binder' | 'step' | 'format'

/** Every kind, by the word of `--kind`. */
export const KINDS: Readonly<Record<PluginKind, KindTemplate>> = {
  consumer: { about: ({ kebab }) => `a plugin for "consumes" entries with "type: ${kebab}"`, files: consumerFiles },
  exposer: { about: ({ kebab }) => `a plugin for "exposes" entries with "type: ${kebab}"`, files: exposerFiles },
  binder: { about: ({ kebab }) => `a plugin for "binds" with a location ${kebab}://…`, files: binderFiles },
  step: { about: ({ kebab }) => `a plugin for steps with "type: ${kebab}"`, files: stepFiles },
  format: { about: ({ kebab }) => `a plugin for "outputRawFormat: ${kebab}"`, files: formatFiles },
}
