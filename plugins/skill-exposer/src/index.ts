import { API_VERSION, type ExposerPlugin } from '@naftiko/plugin-api'
import { compileSkillExposer } from './compile.ts'
import { schema, type SkillExposesEntry } from './entry.ts'

export type { SkillEntry, SkillExposesEntry, SkillGroupEntry, SkillToolEntry } from './entry.ts'

/** Serves a catalogue of agent skills and their files: entries of `exposes` with `type: skill`. */
export function skillExposer(): ExposerPlugin<SkillExposesEntry> {
  return {
    kind: 'exposer',
    type: 'skill',
    name: '@naftiko/skill-exposer',
    apiVersion: API_VERSION,
    description: 'Agent skills',
    schema,
    compile: compileSkillExposer,
  }
}
