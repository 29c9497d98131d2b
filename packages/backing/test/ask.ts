import { connect } from '@nats-io/transport-node'
import { Redis } from 'ioredis'
import pg from 'pg'

export async function askPostgres(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

export async function askNats(url: string) {
  const { host, username: user, password: pass } = new URL(url)
  const connection = await connect({ servers: host, user, pass, maxReconnectAttempts: 0 })
  const { info } = connection
  await connection.close()
  return info
}

export async function askRedis(url: string, command: string, ...args: string[]): Promise<unknown> {
  const redis = new Redis(url).on('error', () => {})
  try {
    return await redis.call(command, ...args)
  } finally {
    redis.disconnect()
  }
}
