import { isList, type StepEntry } from '@naftiko/plugin-api'

/** What a step says about its script. */
export interface Script {
  /** Name of the step. */
  readonly step: string
  /** The main file, relative to its folder. */
  readonly file?: string
  readonly dependencies: readonly string[]
  readonly language?: string
  readonly location?: string
}

/** Reads what is there; what has another type than it should is reported by the schema. */
export function scriptOf(step: StepEntry): Script {
  const text = (key: string): string | undefined => (typeof step[key] === 'string' ? step[key] : undefined)
  const file = text('file')
  const language = text('language')
  const location = text('location')
  return {
    step: step.name,
    ...(file === undefined ? {} : { file }),
    dependencies: isList(step['dependencies']) ? step['dependencies'].map((dependency) => String(dependency)) : [],
    ...(language === undefined ? {} : { language }),
    ...(location === undefined ? {} : { location }),
  }
}

/** How messages call it. The step is named by whoever runs it. */
export function titleOf({ file }: Script): string {
  return file === undefined ? 'the script' : `script "${file}"`
}
