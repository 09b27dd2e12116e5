import type { ComponentType } from "react";
import { ButtonsSection } from "./buttons";
import { ChecklistSection } from "./checklist";
import { ConnectionSection } from "./connection";
import { DecisionsSection } from "./decisions";
import { EndingsSection } from "./endings";
import { FieldsSection } from "./fields";
import { HelpSection } from "./help";
import { NoticesSection } from "./notices";
import { PicturesSection } from "./pictures";
import { StaffSection } from "./staff";
import { TablesSection } from "./tables";
import { TokensSection } from "./tokens";

type Section = { title: string; about: string; Content: ComponentType };

/** The pages of the guide by the last part of their address. */
export const sections: Record<string, Section> = {
  tokens: {
    title: "Tokens",
    about: "Colours with their contrast, sizes of type, distances.",
    Content: TokensSection,
  },
  buttons: { title: "Buttons", about: "Every kind, dense and busy.", Content: ButtonsSection },
  fields: {
    title: "Fields",
    about: "With hint, with error, with both; what is wrong with a form.",
    Content: FieldsSection,
  },
  notices: { title: "Notices", about: "Every kind and rank.", Content: NoticesSection },
  checklist: {
    title: "Checklist",
    about: "Rows in every state, the next card, progress.",
    Content: ChecklistSection,
  },
  help: {
    title: "Help and copying",
    about: "What stands on a step’s page: instructions, values, who does not get on, a code.",
    Content: HelpSection,
  },
  pictures: { title: "Pictures of Clio", about: "Each drawing.", Content: PicturesSection },
  connection: {
    title: "Connection",
    about: "Every status with every reason, every result of a permission.",
    Content: ConnectionSection,
  },
  endings: {
    title: "Endings",
    about: "How a trip to Clio may end, in the firm’s words.",
    Content: EndingsSection,
  },
  decisions: {
    title: "Decisions",
    about: "The questions that wait after a trip to Clio.",
    Content: DecisionsSection,
  },
  tables: { title: "Tables", about: "Tables and facts.", Content: TablesSection },
  staff: { title: "Staff", about: "What staff see of one firm.", Content: StaffSection },
};
