/** The calls of the server, under the path that the portal's documents give. */
export { endpoints, endpoints as default } from '@teamkpi/client'
