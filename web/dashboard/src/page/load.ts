/** Loads another page of this site from the server, for what the server writes into a page. */
export const loadPage = (path: string): void => location.assign(path)
