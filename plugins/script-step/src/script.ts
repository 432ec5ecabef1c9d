import { isList, type JsonObject } from '@naftiko/plugin-api'

/** What a step says about its script. */
export interface Script {
  /** Name of the step. */
  readonly step?: string
  /** The main file, relative to its folder. */
  readonly file?: string
  readonly dependencies: readonly string[]
  readonly language?: string
  readonly location?: string
}

/** Reads what is there; what has another type than it should is reported by the schema. */
export function scriptOf(step: JsonObject): Script {
  const text = (key: string): string | undefined => (typeof step[key] === 'string' ? step[key] : undefined)
  const name = text('name')
  const file = text('file')
  const language = text('language')
  const location = text('location')
  return {
    ...(name === undefined ? {} : { step: name }),
    ...(file === undefined ? {} : { file }),
    dependencies: isList(step['dependencies']) ? step['dependencies'].map((dependency) => String(dependency)) : [],
    ...(language === undefined ? {} : { language }),
    ...(location === undefined ? {} : { location }),
  }
}

/** How messages call it: `script "join.js" of step "join"`. */
export function titleOf({ step, file }: Script): string {
  const of = step === undefined ? '' : ` of step "${step}"`
  return file === undefined ? `the script${of}` : `script "${file}"${of}`
}
