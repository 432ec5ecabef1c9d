import type { LogFormat } from './logger.ts'
import { plainValue } from './plain-value.ts'

/** One JSON object a line, for log collectors. Fields cannot replace `time`, `level` and `message`. */
export const jsonFormat: LogFormat = ({ time, level, message, fields }) => {
  const plain = plainValue(fields)
  const members = typeof plain === 'object' && plain !== null ? plain : { fields: plain }
  return JSON.stringify({ ...members, time: time.toISOString(), level, message })
}
