import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** An OpenAPI or Swagger document that somebody published. */
export interface Published {
  readonly name: string
  readonly file: string
}

/** Documents of that package that are no API, or have what no API of the world was seen to have. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  webhooks: 'has no paths',
  'parameters-style': 'has objects as variables of paths, headers and cookies, which are written as JSON',
  'schema-circular': 'has a file that is an object',
}

/** Those of the package `@readme/oas-examples`, and those beside the repository when they are there. */
export function publishedDocuments(): readonly Published[] {
  return [...ofPackage(), ...besideRepository()]
}

function ofPackage(): readonly Published[] {
  const root = path.dirname(createRequire(import.meta.url).resolve('@readme/oas-examples/package.json'))
  return ['2.0', '3.0', '3.1'].flatMap((version) => {
    const folder = path.join(root, version, 'json')
    return documentsIn(folder)
      .map((file) => ({ name: path.basename(file, '.json'), file }))
      .filter(({ name }) => LEFT_OUT[name] === undefined)
      .map(({ name, file }) => ({ name: `${version} ${name}`, file }))
  })
}

function besideRepository(): readonly Published[] {
  const repository = fileURLToPath(new URL('../../../..', import.meta.url))
  const folder = ['../shared/openapi', '../../shared/openapi'].map((place) => path.resolve(repository, place)).find(existsSync)
  return folder === undefined ? [] : documentsIn(folder).map((file) => ({ name: path.basename(file), file }))
}

function documentsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .map((name) => path.join(folder, name))
    .filter((file) => /\.(json|ya?ml)$/.test(file) && isOpenApi(file))
}

function isOpenApi(file: string): boolean {
  return /^\s*["']?(?:openapi|swagger)["']?\s*:/m.test(readFileSync(file, 'utf8').slice(0, 4000))
}
