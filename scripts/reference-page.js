/**
 * The reference of documents, made from their schema.
 * @param {object} schema what `naftiko schema` prints
 * @returns {string}
 */
export function referencePage(schema) {
  const definitions = schema.$defs
  const order = definitionsInOrder(schema)
  const sections = order.map((name) => section(definitions[name], definitions))
  const contents = order.map((name) => `- [${definitions[name].title}](#${anchor(definitions[name].title)})`)
  return `# Reference of capability documents

Every section and key that a document can have, with the plugins of a standard build. This page is made from the schema that \`naftiko schema\` prints, by
\`node scripts/reference.js\`; editors show the same ([how to set one up](editors.md)).

Named things come as lists (\`- name: x\`) or as maps (\`x: {…}\`), whichever you like; a table says so with "list or map of". Keys marked *required* cannot
be left out. What is marked (extension) is understood by this engine and not part of the published specification. How a document is read that was written less strictly is in
[what is understood](compatibility.md).

- [The document](#the-document)
${contents.join('\n')}

## The document

${schema.description}

${table(schema, definitions)}

### capability

${schema.properties.capability.description}

${table(schema.properties.capability, definitions)}

${sections.join('\n\n')}
`
}

/** Definitions as a reader meets them, going down from the document. */
function definitionsInOrder(schema) {
  const order = []
  const visit = (node) => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (typeof node !== 'object' || node === null) return
    const name = nameOf(node)
    if (name !== undefined && !order.includes(name)) {
      order.push(name)
      visit(schema.$defs[name])
    }
    for (const [key, value] of Object.entries(node)) if (!['if', '$defs', 'examples', 'default'].includes(key)) visit(value)
  }
  visit(schema)
  return order
}

function section(definition, definitions) {
  const branches = branchesOf(definition, definitions)
  const parts = [`## ${definition.title}`, definition.description ?? '']
  const own = Object.keys(definition.properties ?? {})
  if (own.length > 0 && !(branches.length > 0 && own.length === 1 && own[0] === 'type')) parts.push(table(definition, definitions))
  if (branches.length > 0) parts.push(branchTable(definition, branches))
  return parts.filter((part) => part !== '').join('\n\n')
}

/** What the keys depend on: the value of `type`, or that the entry is an import. */
function branchesOf(definition, definitions) {
  const rules = [...(definition.allOf ?? []), ...(definition.then?.allOf ?? [])]
  const typed = rules.flatMap(({ if: condition, then }) => {
    const type = condition?.properties?.type
    return type === undefined || then?.$ref === undefined ? [] : [{ words: type.enum ?? [type.const], to: definitions[nameOf(then)] }]
  })
  const others = [definition.then, definition.else, definition.else?.then].flatMap((one) =>
    one?.$ref === undefined ? [] : [{ words: [], to: definitions[nameOf(one)] }],
  )
  return [...typed, ...others]
}

function branchTable(definition, branches) {
  const rows = branches.map(({ words, to }) => [
    words.map((word) => `\`type: ${word}\``).join(', '),
    link(to),
    firstSentence(to.description),
  ])
  if (rows.every(([type]) => type === '')) return `It is ${branches.map(({ to }) => link(to)).join(' or ')}.`
  return [`| ${['type', 'keys', 'what it is'].join(' | ')} |`, '| --- | --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join(
    '\n',
  )
}

function table({ properties = {}, required = [], allOf = [] }, definitions) {
  const either = allOf.flatMap(({ anyOf = [] }) => anyOf.flatMap((one) => one.required ?? []))
  const rows = Object.entries(properties).map(([key, member]) => {
    const needed = required.includes(key) ? ', *required*' : either.includes(key) ? ', *required under one of its names*' : ''
    return `| \`${key}\` | ${cell(typeOf(member, definitions))}${needed} | ${cell(about(member, definitions))} |`
  })
  return ['| key | type | what it is |', '| --- | --- | --- |', ...rows].join('\n')
}

function about(member, definitions) {
  const description = member.description ?? definitions[nameOf(member)]?.description ?? ''
  const choices = member.enum ?? (member.$ref === undefined ? undefined : definitions[nameOf(member)].enum)
  const inner = innerKeys(member)
  return [
    description,
    choices === undefined ? '' : `One of ${choices.map(code).join(', ')}.`,
    member.default === undefined ? '' : `Default: ${code(member.default)}.`,
    member.minimum === undefined && member.maximum === undefined ? '' : range(member),
    member.examples === undefined ? '' : `Such as ${member.examples.map(code).join(', ')}.`,
    inner === '' ? '' : `Keys: ${inner}.`,
  ]
    .filter((part) => part !== '')
    .join(' ')
}

/** Keys of an object that has no section of its own. */
function innerKeys(member) {
  const object = [member, ...(member.oneOf ?? []), ...(member.anyOf ?? []), member.items ?? {}].find(
    (one) => one.properties !== undefined && one.title === undefined,
  )
  if (object === undefined) return ''
  return Object.entries(object.properties)
    .map(([key, one]) => {
      const fallback = one.default === undefined ? '' : ` (default ${code(one.default)})`
      return `\`${key}\`${fallback}: ${String(one.description ?? '').replace(/\.$/, '')}`
    })
    .join('; ')
}

function range({ minimum, maximum }) {
  if (maximum === undefined) return minimum === 0 ? '' : `At least ${minimum}.`
  return minimum === undefined ? `At most ${maximum}.` : `From ${minimum} to ${maximum}.`
}

function typeOf(member, definitions) {
  const name = nameOf(member)
  if (name !== undefined) return link(definitions[name])
  const item = nameOf(member.items)
  const types = [member.type ?? ((member.enum ?? (member.const === undefined ? undefined : [member.const])) ? 'string' : [])].flat()
  if (item !== undefined) return `${types.includes('object') ? 'list or map' : 'list'} of ${link(definitions[item])}`
  const several = [...(member.oneOf ?? []), ...(member.anyOf ?? [])].map((one) => typeOf(one, definitions))
  if (several.length > 0) return [...new Set(several)].join(' or ')
  if (types.length === 0) return member.const === undefined ? 'anything' : code(member.const)
  return types
    .filter((type) => type !== 'null')
    .map((type) => (type === 'array' && typeof member.items?.type === 'string' ? `list of ${WORDS[member.items.type]}s` : WORDS[type]))
    .join(' or ')
}

const WORDS = { string: 'text', integer: 'integer', number: 'number', boolean: 'boolean', array: 'list', object: 'map', null: 'null' }

function link({ title }) {
  return `[${title}](#${anchor(title)})`
}

function anchor(title) {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')
}

function nameOf(node) {
  return typeof node?.$ref === 'string' ? node.$ref.replace('#/$defs/', '') : undefined
}

function firstSentence(text = '') {
  return cell(/^.*?[.](?=\s|$)/.exec(text)?.[0] ?? text)
}

function code(value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text === '\n' ? 'a line break' : `\`${text}\``
}

/** A bar would end the cell. */
function cell(text) {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
    .replaceAll(/<(\w+)>/g, '&lt;$1&gt;')
}
