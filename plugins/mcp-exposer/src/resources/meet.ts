import type { LinkContext, Offer, Sibling } from '@naftiko/plugin-api'
import type { McpExposesEntry } from '../entry/entry.ts'
import { offeredResource } from './offered.ts'
import type { Resource } from './resource.ts'

/**
 * What the other exposers of the document offer, as resources. What asks for credentials at its own door is not served at
 * an open one, unless the document says so.
 */
export function offeredBy(siblings: readonly Sibling[], entry: McpExposesEntry, limit: number, context: LinkContext): readonly Resource[] {
  if (entry.skills === false) return []
  const offering = siblings.filter((sibling): sibling is Sibling & { readonly offer: Offer } => sibling.offer !== undefined)
  const [withheld, served] = [offering.filter((one) => isWithheld(one, entry)), offering.filter((one) => !isWithheld(one, entry))]
  for (const { namespace } of withheld) reportWithheld(namespace, entry.namespace, context)
  return served.map(({ offer }) => offeredResource(offer, limit))
}

/** Over stdin and stdout there is nobody to ask but whoever started the process. */
function isWithheld({ guarded }: Sibling, { skills, authentication, transport }: McpExposesEntry): boolean {
  const isGuarded = transport === 'stdio' || (authentication !== undefined && authentication !== null && authentication['type'] !== 'none')
  return skills !== true && guarded === true && !isGuarded
}

function reportWithheld(namespace: string, own: string, { report }: LinkContext): void {
  report({
    severity: 'hint',
    code: 'NAFTIKO_SKILLS_WITHHELD',
    message: `the skills of "${namespace}" are not readable through "${own}": they ask for a credential, and this exposer does not`,
    hint: 'write "skills: true" if everybody may read them, or "skills: false" to say that this is meant',
  })
}
