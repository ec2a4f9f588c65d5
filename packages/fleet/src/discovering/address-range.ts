/** A range of IPv4 addresses (RFC 4632), small enough to be asked one by one. */
import { AppError } from '@muster/core/errors'

/** The shortest prefix that is searched: 1 024 addresses. */
export const prefixBitsMin = 22
const addressBits = 32

/** The addresses of machines in `ADDRESS/BITS`, without those of the network and of broadcasts. Throws `fleet-range`. */
export function addressesIn(range: string): readonly string[] {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(range.trim())
  if (match === null) throw new AppError('fleet-range', `"${range.slice(0, 50)}" is not ADDRESS/BITS.`)
  const [octets, bits] = [match.slice(1, 5).map(Number), Number(match[5])]
  if (bits > addressBits || octets.some((octet) => octet > 255))
    throw new AppError('fleet-range', `${range} holds a number that is too large.`)
  const size = 2 ** (addressBits - bits)
  if (bits < prefixBitsMin) throw new AppError('fleet-range', `${range} holds ${size} addresses.`)
  const given = octets.reduce((sum, octet) => sum * 256 + octet, 0)
  const first = given - (given % size)
  const edge = size > 2 ? 1 : 0
  return Array.from({ length: size - 2 * edge }, (_, index) => addressText(first + edge + index))
}

function addressText(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.')
}
