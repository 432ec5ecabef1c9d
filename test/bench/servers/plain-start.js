// What one would load by hand for a document like capabilities/openrouter.yaml, and two listeners: `run` is compared with it.
// It ends when it is told to, as `run` does.
import { Router } from '@koa/router'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { got } from 'got'
import jsonata from 'jsonata'
import Koa from 'koa'
import { parse } from 'yaml'

const used = [Router, Server, StreamableHTTPServerTransport, Ajv2020, got, jsonata, parse]
const listen = () =>
  new Promise((resolve) => {
    const server = new Koa().listen(0, '127.0.0.1', () => resolve(server))
  })
const servers = await Promise.all([listen(), listen()])
process.once('SIGTERM', () => servers.forEach((server) => server.close()))
process.stdout.write(`ready ${used.length}\n`)
