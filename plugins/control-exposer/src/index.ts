import { API_VERSION, type ExposerPlugin } from '@naftiko/plugin-api'
import { compileControl } from './compile.ts'
import { type ControlExposesEntry, schema } from './entry.ts'

export type { ControlExposesEntry, LogsSettings, ManagementSettings, ObservabilitySettings } from './entry.ts'

/** Serves health, state, metrics, traces and logs of a running capability: entries of `exposes` with `type: control`. */
export function controlExposer(): ExposerPlugin<ControlExposesEntry> {
  return {
    kind: 'exposer',
    type: 'control',
    name: '@naftiko/control-exposer',
    apiVersion: API_VERSION,
    description: 'Health, metrics, traces and logs',
    schema,
    compile: compileControl,
  }
}
