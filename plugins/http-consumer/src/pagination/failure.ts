import { InvocationError } from '@naftiko/plugin-api'

/** A page that cannot be what the document says it is. */
export function badPage(operation: string, number: number, what: string): InvocationError {
  return new InvocationError('upstream', 502, 'NAFTIKO_PAGINATION_PAGE', `page ${number} of ${operation} ${what}`)
}

/** Pages that would never end. */
export function endless(operation: string, number: number, what: string): InvocationError {
  return new InvocationError('upstream', 502, 'NAFTIKO_PAGINATION_LOOP', `page ${number} of ${operation} ${what}`)
}

/** An address that is not followed. Of the address itself only what is harmless is said. */
export function refusedNext(operation: string, number: number, why: string): InvocationError {
  const message = `page ${number} of ${operation} says that the next one is ${why}, so it is not asked for`
  return new InvocationError('upstream', 502, 'NAFTIKO_PAGINATION_NEXT', message)
}
