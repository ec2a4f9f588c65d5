/**
 * A second process for the tests of locks. `count FOLDER TIMES` adds 1 to a number in a file so many times, each
 * under the lock; `hold FOLDER` takes the lock, says so and keeps it.
 */
import { folderFiles } from './folder-files.ts'

const [action, folder = '', times = '0'] = process.argv.slice(2)
const files = folderFiles(folder)

if (action === 'count') {
  for (let turn = 0; turn < Number(times); turn++) await files.exclusively('number', 30_000, addOne)
}
if (action === 'hold') {
  await files.exclusively('number', 0, async () => {
    process.stdout.write('held')
    await new Promise((resolve) => setTimeout(resolve, 600_000))
  })
}

async function addOne(): Promise<void> {
  const bytes = (await files.read('number')) ?? Uint8Array.of(0)
  await files.write('number', Uint8Array.of((bytes[0] ?? 0) + 1))
}
