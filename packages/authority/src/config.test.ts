import { codeOf } from '@muster/core/errors'
import { describe, expect, test } from 'vitest'
import { isLoopback, readAuthorityConfig, valuesOfEnvironment } from './config.ts'
import { configTemplate } from './config-template.ts'

describe('the configuration of an authority', () => {
  test('absent, it is safe: this computer only', () => {
    const config = readAuthorityConfig()
    expect(config.listen).toEqual({ address: '127.0.0.1', port: 7443 })
    expect(config.tls).toBeUndefined()
  })

  test('the template says the defaults', () => {
    const filled = configTemplate
      .replaceAll(/^# (\w+ = )/gm, '$1')
      .replaceAll(/^(certificate|key) = .*$/gm, '')
    expect(readAuthorityConfig(configTemplate)).toEqual(readAuthorityConfig())
    expect(readAuthorityConfig(filled)).toEqual(readAuthorityConfig())
  })

  test('values win over the file, and the environment names them', () => {
    const environment = { MUSTER_AUTHORITY_LISTEN_PORT: '8000', MUSTER_AUTHORITY_TLS_KEY: '' }
    const values = valuesOfEnvironment(environment)
    expect(values).toEqual({ 'listen.port': '8000' })
    expect(readAuthorityConfig('[listen]\nport = 9000', values).listen.port).toBe(8000)
  })

  test.each([
    ['listen.port', '[listen]\nport = 65536'],
    ['listen.prot', '[listen]\nprot = 1'],
    ['tls.certificate', '[tls]\ncertificate = "a.pem"'],
    ['listen.address', '[listen]\naddress = "0.0.0.0"'],
    ['listen.address', '[listen]\naddress = "licences.example.com"'],
    ['authority.toml, line 1', 'not toml'],
  ])('what is wrong is named: %s', (field, text) => {
    expect(failure(() => readAuthorityConfig(text))).toEqual({
      code: 'config-invalid',
      message: expect.stringContaining(field),
    })
  })

  test('plain HTTP beyond this computer needs its flag, HTTPS does not', () => {
    const everywhere = '[listen]\naddress = "0.0.0.0"\n'
    expect(readAuthorityConfig(`${everywhere}allow_plain = true`).listen.address).toBe('0.0.0.0')
    expect(readAuthorityConfig(`${everywhere}[tls]\ncertificate = "a"\nkey = "b"`).tls).toEqual({
      certificateFile: 'a',
      keyFile: 'b',
    })
  })

  test('loopback is what only this computer reaches', () => {
    for (const address of ['127.0.0.1', '127.1.2.3', '::1', 'localhost'])
      expect(isLoopback(address)).toBe(true)
    for (const address of ['0.0.0.0', '::', '128.0.0.1', '127.0.0.1.example.com'])
      expect(isLoopback(address)).toBe(false)
  })
})

function failure(work: () => unknown) {
  try {
    return work()
  } catch (error) {
    return { code: codeOf(error), message: error instanceof Error ? error.message : '' }
  }
}
