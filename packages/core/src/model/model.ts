import type { BindsEntry, JsonObject, NodeEntry } from '@naftiko/plugin-api'
import type { CapabilityDocument } from '../document/document.ts'

/** One entry, and where it was written: in the document itself, or in one that it imports. */
export interface Entry<Value> {
  readonly value: Value
  /** Pointer into the normalised `document`. */
  readonly pointer: string
  readonly document: CapabilityDocument
  /** The namespace in its own document, where it was imported under another. */
  readonly original?: string
  /** The document gives it no namespace. */
  readonly madeUp?: true
  /** Its type was taken from what it has; its document does not say one. */
  readonly implied?: true
}

/** The typed, frozen document. Nothing after this reads YAML. */
export interface CapabilityModel {
  readonly document: CapabilityDocument
  /** It, and all that it imports. */
  readonly documents: readonly CapabilityDocument[]
  readonly name: string
  readonly description?: string
  readonly binds: readonly Entry<BindsEntry>[]
  readonly consumes: readonly Entry<NodeEntry & JsonObject>[]
  readonly exposes: readonly Entry<NodeEntry & JsonObject>[]
  readonly aggregates: readonly Entry<JsonObject>[]
  /** Namespaces of imports that could not be resolved. */
  readonly missing: readonly string[]
}
