import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import type { InputFault, JsonSchema, JsonValue } from '@naftiko/plugin-api'
import { describeError } from './describe.ts'
import { verdictOn } from './verdict.ts'

/**
 * Checks by JSON Schemas. AJV is loaded, and a schema compiled, when a value is not plainly right: once for each schema, and
 * one instance serves the engine. Schemas of plugins are trusted to be schemas: they are not checked against the
 * meta-schema, which alone would cost as much as everything else at start.
 */
export class Schemas {
  #ajv: Ajv2020 | undefined
  #loading: Promise<void> | undefined
  #isAwaited = false
  #isOwing = false
  readonly #compiled = new WeakMap<JsonSchema, ValidateFunction>()

  /** Whether everything can be checked at once. */
  get isLoaded(): boolean {
    return this.#ajv !== undefined
  }

  /** Whether a check at once was passed over, because it came before AJV. */
  get isOwing(): boolean {
    return this.#isOwing
  }

  /** Loads AJV. */
  load(): Promise<void> {
    this.#loading ??= this.#load()
    return this.#loading
  }

  /** Loads what checks of values given at run time need; to be awaited before there can be any. */
  async ready(): Promise<void> {
    if (this.#isAwaited) await this.load()
  }

  /** Everything that is wrong with `value`, as AJV says it. */
  async check(schema: JsonSchema, value: unknown): Promise<readonly ErrorObject[]> {
    if (verdictOn(schema, value) === true) return []
    await this.load()
    return this.#errors(schema, value)
  }

  /** The same at once. What AJV must be asked for, and it is not loaded, is passed over: whoever asked has to do it again. */
  checkNow(schema: JsonSchema, value: unknown): readonly ErrorObject[] {
    if (verdictOn(schema, value) === true) return []
    if (this.isLoaded) return this.#errors(schema, value)
    this.#isOwing = true
    return []
  }

  /** Whether nothing is wrong with it, at once; what cannot be said yet is passed over as well. */
  fits(schema: JsonSchema, value: unknown): boolean {
    return verdictOn(schema, value) ?? this.checkNow(schema, value).length === 0
  }

  /** A check for values given at run time, in plain words. */
  validator(schema: JsonSchema): (value: JsonValue) => readonly InputFault[] {
    this.#isAwaited = true
    let validate: ValidateFunction | undefined
    return (value) => {
      validate ??= this.#compile(schema)
      return validate(value) ? [] : (validate.errors ?? []).map(toFault)
    }
  }

  #errors(schema: JsonSchema, value: unknown): readonly ErrorObject[] {
    const validate = this.#compile(schema)
    return validate(value) ? [] : (validate.errors ?? [])
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
      meta: false,
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
