import { emptyObject, isObject, type JsonObject } from '@naftiko/plugin-api'
import type { CapabilityModel } from '../model/model.ts'

/** The settings under `management` of the control adapters; where several speak of the same thing, the first wins. */
export function managementOf(model: CapabilityModel): JsonObject | undefined {
  const settings = emptyObject()
  for (const { value } of model.exposes) {
    const management = value.type === 'control' ? value['management'] : undefined
    if (!isObject(management)) continue
    for (const [name, setting] of Object.entries(management)) if (!(name in settings)) settings[name] = setting
  }
  return Object.keys(settings).length === 0 ? undefined : settings
}
