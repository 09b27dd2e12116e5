import { ApprovalPicture } from "@/components/pictures/approval-picture";
import { KeyPicture } from "@/components/pictures/key-picture";
import { PlanPicture } from "@/components/pictures/plan-picture";
import { PortalFormPicture } from "@/components/pictures/portal-form-picture";
import { PortalListPicture } from "@/components/pictures/portal-list-picture";
import { permissionBoxes } from "@/lib/applications/rules";
import { resourceNames, resources } from "@/lib/vocabulary";
import { SCOPES } from "./invented";
import { Piece } from "./piece";

const PORTAL = "eu.developers.clio.com";

export function PicturesSection() {
  return (
    <>
      <Piece title="Where Clio shows the plan">
        <PlanPicture host="app.clio.com" />
      </Piece>
      <Piece title="The developer portal’s list">
        <PortalListPicture host={PORTAL} />
      </Piece>
      <Piece title="The form of an application">
        <PortalFormPicture host={PORTAL} boxes={permissionBoxes(SCOPES)} />
      </Piece>
      <Piece title="The two values">
        <KeyPicture host={PORTAL} />
      </Piece>
      <Piece title="Clio’s question, with one permission and with many">
        <div className="space-y-6">
          <ApprovalPicture host="app.clio.com" labels={["Contacts"]} />
          <ApprovalPicture
            host="eu.app.clio.com"
            labels={resources.map((resource) => resourceNames[resource])}
          />
        </div>
      </Piece>
    </>
  );
}
