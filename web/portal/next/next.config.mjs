// The pages are under a path, so that the tests can put them on the server that answers the calls.
export default { basePath: '/portal' }
