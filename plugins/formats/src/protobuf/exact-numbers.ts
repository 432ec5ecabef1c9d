import type { JsonValue } from '@naftiko/plugin-api'
import { type Members, setMember } from '../text/set-member.ts'

/** A tree of plain objects with 64-bit integers as numbers where JSON has them exactly, and as text otherwise. */
export function exactNumbers(value: unknown): JsonValue {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (Array.isArray(value)) return value.map(exactNumbers)
  if (typeof value !== 'object' || value === null) return value as JsonValue
  const members: Members = {}
  for (const [name, member] of Object.entries(value)) setMember(members, name, exactNumbers(member))
  return members
}
