export { BadRequest, ErrorInfo, LocalizedMessage } from './gen/google/rpc/error_details';
export { Status } from './gen/google/rpc/status';
