import type { BindsEntry, JsonObject, NodeEntry } from '@naftiko/plugin-api'

/** One entry of the document, and where it stands in the normalised document. */
export interface Entry<Value> {
  readonly value: Value
  readonly pointer: string
}

/** The typed, frozen document. Nothing after this reads YAML. */
export interface CapabilityModel {
  readonly name: string
  readonly description?: string
  readonly binds: readonly Entry<BindsEntry>[]
  readonly consumes: readonly Entry<NodeEntry & JsonObject>[]
  readonly exposes: readonly Entry<NodeEntry & JsonObject>[]
  readonly aggregates: readonly Entry<JsonObject>[]
}
