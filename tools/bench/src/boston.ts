import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Requests of the City of Boston in the first half of 2015, where it lies beside the repository. */
const FILE = resolve(__dirname, '../../../../shared/data/boston311/2015-H1.csv');
const ROWS = 58_119;
const DEPARTMENTS = ['PWDx', 'BTDT', 'ISD', 'INFO', 'PARK', 'PROP', 'BWSC', 'ANML'];
const HEAD =
  'CASE_ENQUIRY_ID,OPEN_DT,TARGET_DT,CLOSED_DT,OnTime_Status,CASE_STATUS,CASE_TITLE,SUBJECT,REASON,TYPE,QUEUE,Department,fire_district,pwd_district,city_council_district,police_district,neighborhood,neighborhood_services_district,ward,precinct,LOCATION_ZIPCODE,Property_Type,LATITUDE,LONGITUDE,Source';

/** The real file, or as many made records of the same shape written to `made`. */
export function bostonFile(made: string): { file: string; real: boolean } {
  if (existsSync(FILE)) return { file: FILE, real: true };
  const lines = Array.from({ length: ROWS }, (_, n) => {
    const opened = `${two(1 + (n % 6))}/${two(1 + (n % 28))}/2015 ${two(1 + (n % 12))}:${two(n % 60)}:09 AM`;
    const ended = `${two(1 + (n % 6))}/28/2015 ${two(1 + (n % 12))}:${two(n % 60)}:42 PM`;
    const department = DEPARTMENTS[n % DEPARTMENTS.length];
    return `${101_001_240_734 + n},${opened},${ended},${n % 9 === 0 ? '' : ended},${n % 7 === 0 ? 'OVERDUE' : 'ONTIME'},Closed,Made record,Public Works Department,Street Lights,Street Light Outages,PWDx_Street Light Outages,${department},4.0,10A,8.0,D4,Fenway / Kenmore,14.0,Ward 5,502.0,2215.0,Address,42.3474,-71.0944,Citizens Connect App`;
  });
  writeFileSync(made, [HEAD, ...lines, ''].join('\r\n'));
  return { file: made, real: false };
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
