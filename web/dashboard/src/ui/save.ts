/** How long a file can be read after it was given to the browser, in milliseconds. */
const READABLE_FOR = 10_000

/** Saves a file on the reader's machine. */
export function save(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // The browser reads the file after this function has ended.
  setTimeout(() => URL.revokeObjectURL(link.href), READABLE_FOR)
}
