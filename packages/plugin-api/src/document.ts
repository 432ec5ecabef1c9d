import type { JsonObject, JsonValue } from './json.ts'
import type { InputLocation, InputType } from './input.ts'

/** What every entry of `consumes` and `exposes` has: the word that chooses its plugin, and its name. */
export interface NodeEntry {
  readonly type: string
  readonly namespace: string
  readonly description?: string
}

/** One entry of `binds`: named values from outside, which templates use as `{{NAME}}`. */
export interface BindsEntry {
  readonly namespace: string
  /** A URI whose scheme chooses the binder, such as `file:///./secrets.yaml`. None means the environment. */
  readonly location?: string
  /** Variable name in the document → key asked of the source. */
  readonly keys: Readonly<Record<string, string>>
}

/** One declared input of an operation, on either side. */
export interface InputEntry {
  readonly name: string
  readonly in?: InputLocation
  readonly type?: InputType
  readonly description?: string
  /** Absent means: required on a tool, optional anywhere else, except in a path. */
  readonly required?: boolean
  /** A constant (consumed side, exposed side) or a template such as `Bearer {{TOKEN}}` (consumed side). */
  readonly value?: JsonValue
  readonly default?: JsonValue
  readonly enum?: readonly JsonValue[]
  readonly pattern?: string
  readonly items?: JsonObject
  readonly properties?: JsonObject
  readonly maxLength?: number
  /** How a list or an object is written into a query, in the words of OpenAPI: `form`, `spaceDelimited`, `pipeDelimited`, `deepObject`; or `json`. */
  readonly style?: string
  /** With `style`: whether each element or member is a parameter of its own. */
  readonly explode?: boolean
}

/** One entry of `outputParameters`: where a value comes from and what shape it has. */
export interface OutputEntry {
  readonly name?: string
  readonly type?: string
  readonly description?: string
  /** A path, a reference or a JSONata expression over the result. */
  readonly mapping?: string
  /** A constant, a template, or (when it starts with `$`) the same as `mapping`. */
  readonly value?: JsonValue
  readonly properties?: Readonly<Record<string, OutputEntry>>
  readonly items?: OutputEntry
  readonly maxLength?: number
}

/** One entry of `steps`. Its type adds members of its own. */
export interface StepEntry {
  readonly [key: string]: JsonValue
  readonly name: string
  readonly type: string
}

/** What an exposed operation, a tool or a function says it calls, and what becomes of inputs and results. */
export interface CallSpec {
  readonly name?: string
  readonly description?: string
  /** `<namespace>.<operation>` of a consumed operation. */
  readonly call?: string
  /** `<namespace>.<function>` of an aggregate function. */
  readonly ref?: string
  readonly with?: Readonly<Record<string, JsonValue>>
  readonly steps?: readonly JsonObject[]
  /** Steps run strictly one after the other, even where nothing orders them. */
  readonly sequential?: boolean
  /** The longest that the whole operation may take: milliseconds, or a text such as `30s`. */
  readonly timeout?: number | string
  readonly mappings?: readonly JsonObject[]
  readonly inputParameters?: readonly InputEntry[]
  readonly outputParameters?: readonly OutputEntry[]
}
