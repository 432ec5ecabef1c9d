export { importOpenApi } from './import.ts'
export type { ImportedCapability, ImportOptions } from './import.ts'
export type { ExposeKind } from './capability/capability.ts'
