/** Events in each format. */
import type { PresentedEvent } from '@muster/core/events'
import { expect, test } from 'vitest'
import { eventWriter } from './event-format.ts'

const event: PresentedEvent = {
  id: 12290,
  time: '2026-11-22T05:00:00.000Z',
  level: 'information',
  code: 'success',
  message: 'An activation request has been processed.',
  info: '0,25,a<b>&"c"\n',
  fields: { resultCode: 0, minimumCount: 25, machineName: 'a<b>&"c"\n' },
}

test('JSON is one line that gives the event back', () => {
  expect(JSON.parse(eventWriter('json').event(event))).toEqual(event)
})

test('CSV quotes what needs it', () => {
  const { head, event: write } = eventWriter('csv')
  expect(head).toBe('time,id,level,code,message,info\r\n')
  expect(write(event)).toBe(
    '2026-11-22T05:00:00.000Z,12290,information,success,An activation request has been processed.,"0,25,a<b>&""c""\n"\r\n',
  )
})

test('XML escapes what a machine calls itself', () => {
  expect(eventWriter('xml').event(event)).toContain(
    '<Data Name="machineName">a&lt;b&gt;&amp;&quot;c&quot;\uFFFD</Data>',
  )
})

test('R2.13 events of several hosts name their host in every format', () => {
  const ofHost = { ...event, hostName: 'host<2>.test' }
  const named = (format: 'text' | 'csv' | 'xml' | 'json') =>
    eventWriter(format, { hostNames: true }).event(ofHost)
  expect(named('text')).toMatch(/^host<2>\.test {2}2026/)
  expect(named('csv')).toMatch(/,host<2>\.test\r\n$/)
  expect(eventWriter('csv', { hostNames: true }).head).toBe('time,id,level,code,message,info,host\r\n')
  expect(named('xml')).toContain('<Computer>host&lt;2&gt;.test</Computer></System>')
  expect(JSON.parse(named('json')).hostName).toBe('host<2>.test')
})

test('text stays one line', () => {
  expect(eventWriter('text').event(event).trimEnd()).not.toContain('\n')
})
