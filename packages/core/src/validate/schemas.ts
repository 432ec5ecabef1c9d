import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import type { InputFault, JsonSchema, JsonValue } from '@naftiko/plugin-api'
import { describeError } from './describe.ts'

/**
 * Compiled JSON Schemas, each compiled once. AJV is loaded with the first document, and one instance serves the engine.
 * Schemas of plugins are trusted to be schemas: they are not checked against the meta-schema, which alone would cost
 * as much as everything else at start.
 */
export class Schemas {
  #ajv: Ajv2020 | undefined
  #loading: Promise<void> | undefined
  readonly #compiled = new WeakMap<JsonSchema, ValidateFunction>()

  /** Loads AJV. To be awaited before the first check. */
  load(): Promise<void> {
    this.#loading ??= this.#load()
    return this.#loading
  }

  /** Everything that is wrong with `value`, as AJV says it. */
  check(schema: JsonSchema, value: unknown): readonly ErrorObject[] {
    const validate = this.#compile(schema)
    return validate(value) ? [] : (validate.errors ?? [])
  }

  /** A check for values given at run time, in plain words. */
  validator(schema: JsonSchema): (value: JsonValue) => readonly InputFault[] {
    let validate: ValidateFunction | undefined
    return (value) => {
      validate ??= this.#compile(schema)
      return validate(value) ? [] : (validate.errors ?? []).map(toFault)
    }
  }

  #compile(schema: JsonSchema): ValidateFunction {
    const known = this.#compiled.get(schema)
    if (known !== undefined) return known
    const validate = this.#instance().compile(schema)
    this.#compiled.set(schema, validate)
    return validate
  }

  #instance(): Ajv2020 {
    if (this.#ajv === undefined) throw new TypeError('schemas are used before they were loaded')
    return this.#ajv
  }

  async #load(): Promise<void> {
    const [{ Ajv2020: Ajv }, { default: addFormats }] = await Promise.all([import('ajv/dist/2020.js'), import('ajv-formats')])
    this.#ajv = new Ajv({
      allErrors: true,
      strict: false,
      validateSchema: false,
      verbose: true,
      code: { optimize: false },
      logger: false,
    })
    // Its declarations describe a module of another kind than Node sees.
    ;(addFormats as unknown as (ajv: Ajv2020) => void)(this.#ajv)
  }
}

function toFault(error: ErrorObject): InputFault {
  const base = error.instancePath.slice(1).replaceAll('/', '.')
  const missing = error.keyword === 'required' ? String(error.params['missingProperty']) : undefined
  const unknown = error.keyword === 'additionalProperties' ? String(error.params['additionalProperty']) : undefined
  const name = [base, missing ?? unknown].filter(Boolean).join('.')
  return { name, message: describeError(error, name) }
}
