const SPECIAL = /[~/]/

/** JSON Pointers (RFC 6901) as text: `''` is the root, `/a~1b/0` the first element of the member `a/b`. */
export function pointerTo(base: string, ...segments: readonly (string | number)[]): string {
  let pointer = base
  for (const segment of segments) pointer += `/${typeof segment === 'number' ? segment : escapeSegment(segment)}`
  return pointer
}

/** The segments of a pointer, unescaped. */
export function segmentsOf(pointer: string): readonly string[] {
  if (pointer === '') return []
  const segments = pointer.slice(1).split('/')
  return pointer.includes('~') ? segments.map(unescapeSegment) : segments
}

function escapeSegment(segment: string): string {
  // Made for every member of every document, of which hardly one has either.
  return SPECIAL.test(segment) ? segment.replaceAll('~', '~0').replaceAll('/', '~1') : segment
}

function unescapeSegment(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}
