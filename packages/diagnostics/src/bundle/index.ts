export { type BundleOptions, type BundlePart, type ListedFile, makeBundle } from './make-bundle.ts'
export { type BundleFile, tarArchive } from './tar.ts'
