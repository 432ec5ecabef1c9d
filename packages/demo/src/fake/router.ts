import { ApiError } from './answer.ts'
import type { Routes, Serve } from './routes.ts'

export interface Found {
  readonly serve: Serve
  readonly values: readonly string[]
}

/** Compiles the routes. The result throws an `ApiError` for a path or a method that is not among them. */
export function compileRouter(routes: Routes): (method: string, path: string) => Found {
  const compiled = routes.map(([route, serve]) => {
    const [method = '', path = ''] = route.split(' ')
    return { method, serve, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`) }
  })
  return (method, path) => {
    const here = compiled.filter(({ pattern }) => pattern.test(path))
    const found = here.find((route) => route.method === method)
    if (found !== undefined) return { serve: found.serve, values: (found.pattern.exec(path) ?? []).slice(1).map(decode) }
    if (here.length > 0) throw new ApiError(405, 'Method Not Allowed', { headers: { allow: here.map((route) => route.method).join(', ') } })
    throw new ApiError(404, 'Not Found')
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new ApiError(400, 'The path is not properly encoded')
  }
}
