import { InputError } from '@naftiko/plugin-api'

/** Where in an XML document a value is inserted: each place has an escape of its own. */
export type XmlPlace = 'text' | 'attribute' | 'cdata'

/** The place of this offset, from what was opened last before it and is not closed. */
export function xmlPlaceAt(text: string, offset: number): XmlPlace {
  const before = text.slice(0, offset)
  if (before.lastIndexOf('<![CDATA[') > before.lastIndexOf(']]>')) return 'cdata'
  return before.lastIndexOf('<') > before.lastIndexOf('>') ? 'attribute' : 'text'
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** Characters that no XML document can have, however they are written. */
// oxlint-disable-next-line no-control-regex -- these are the ones
const IMPOSSIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

/** The value as the document carries it. Parsers change line ends and the white space of attributes, so these are written as references. */
export function intoXml(text: string, place: XmlPlace, input: string | undefined): string {
  if (IMPOSSIBLE.test(text)) {
    const subject = input === undefined ? 'a value' : `"${input}"`
    throw new InputError(`${subject} has a control character, which XML cannot carry`, input === undefined ? {} : { input })
  }
  if (place === 'cdata') return text.replaceAll(']]>', ']]]]><![CDATA[>').replaceAll('\r', ']]>&#13;<![CDATA[')
  const special = place === 'attribute' ? /[&<>"'\r\n\t]/g : /[&<>"'\r]/g
  return text.replaceAll(special, (character) => ENTITIES[character] ?? `&#${character.charCodeAt(0)};`)
}
