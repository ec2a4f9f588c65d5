/** The OpenAPI 3.1 document of an API, made from its routes. */
import { toJsonSchema } from '@valibot/to-json-schema'
import type { ApiRoute, ApiSchema } from './api-route.ts'

/** Where every path of the API begins. */
export const apiRoot = '/api/v1'

type Json = Readonly<Record<string, unknown>>

/** The document. */
export function openApiDocument(title: string, routes: readonly ApiRoute[]): Json {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = apiRoot + route.path.replaceAll(/:([a-zA-Z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title,
      version: '1',
      description:
        'Sign in with POST /api/v1/session, or send a token as "Authorization: Bearer". A call with the cookie that changes something needs the header "x-muster-request: 1". Failures are problem+json with the codes of docs/errors.md.',
    },
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'muster_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Problem: problemSchema },
    },
    security: [{ session: [] }, { token: [] }],
  }
}

function operationOf(route: ApiRoute): Json {
  const parameters = [
    ...pathParameters(route.path),
    ...queryParameters(route.query),
    ...(route.mayTakeLong === true ? [preferParameter] : []),
  ]
  return {
    operationId: route.operation,
    summary: route.summary,
    'x-muster-role': route.role,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body) } } },
        }),
    responses: {
      ...successOf(route),
      ...(route.mayTakeLong === true ? { 202: underWay } : {}),
      default: {
        description: 'What went wrong, and what to do about it.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function successOf({ result, mediaType }: ApiRoute): Json {
  if (result !== undefined)
    return { 200: { description: 'Done.', content: { 'application/json': { schema: schemaOf(result) } } } }
  if (mediaType !== undefined) return { 200: { description: 'Done.', content: { [mediaType]: {} } } }
  return { 204: { description: 'Done.' } }
}

function pathParameters(path: string): readonly Json[] {
  return [...path.matchAll(/:([a-zA-Z]+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function queryParameters(query: ApiSchema | undefined): readonly Json[] {
  if (query === undefined) return []
  const { properties = {}, required = [] } = schemaOf(query) as {
    properties?: Readonly<Record<string, Json>>
    required?: readonly string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

/** The form in which a caller writes it: text that is turned into a number is text here. */
function schemaOf(schema: ApiSchema): Json {
  const { $schema: _version, ...rest } = toJsonSchema(schema, { errorMode: 'ignore', typeMode: 'input' })
  return rest as Json
}

/** How a caller says that it will ask again instead of waiting. */
const preferParameter = {
  name: 'Prefer',
  in: 'header',
  required: false,
  description: '`respond-async`: where the answer takes long to make, say so at once with status 202.',
  schema: { type: 'string' },
} as const

const underWay = {
  description: 'The answer is being made: ask again after the seconds of Retry-After.',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['beganAt'],
        properties: { beganAt: { type: 'string' } },
      },
    },
  },
} as const

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'number', 'remedy'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    number: { type: 'integer' },
    detail: { type: 'string' },
    remedy: { type: 'string' },
  },
} as const
