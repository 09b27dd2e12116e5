import { writeFileSync } from "node:fs";
import { CLIENT_TYPES, currentTypes } from "./client-types/current-types";

// `npm run client-types`: writes the client's types anew from the door's OpenAPI document.

writeFileSync(CLIENT_TYPES, currentTypes());
console.log(`${CLIENT_TYPES} is as the door's document has it`);
