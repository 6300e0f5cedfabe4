// Short names of the API's types; src/serve/type_table.cpp describes their fields.
import type { components } from "./api-types";

type Schemas = components["schemas"];

export type AddedPicture = Schemas["AddedPicture"];
export type ApiKey = Schemas["ApiKey"];
export type AuditEntry = Schemas["AuditEntry"];
export type Augmentation = Schemas["Augmentation"];
export type Board = Schemas["Board"];
export type BoardRecord = Schemas["BoardRecord"];
export type Box = Schemas["Box"];
export type Broker = Schemas["Broker"];
export type ClassChange = Schemas["ClassChange"];
export type Comparison = Schemas["Comparison"];
export type Deploy = Schemas["Deploy"];
export type DeployProof = Schemas["DeployProof"];
export type Deploys = Schemas["Deploys"];
export type DeployUpdate = Schemas["DeployUpdate"];
export type Device = Schemas["Device"];
export type DeviceChange = Schemas["DeviceChange"];
export type DeviceFrame = Schemas["DeviceFrame"];
export type Devices = Schemas["Devices"];
export type Download = Schemas["Download"];
export type DuplicateGroup = Schemas["DuplicateGroup"];
export type Epoch = Schemas["Epoch"];
export type Format = Schemas["Format"];
export type ImportProblem = Schemas["ImportProblem"];
export type ImportResult = Schemas["ImportResult"];
export type InstantPrediction = Schemas["InstantPrediction"];
export type Job = Schemas["Job"];
export type LabelError = Schemas["LabelError"];
export type Labels = Schemas["Labels"];
export type MapDot = Schemas["MapDot"];
export type MapPicture = Schemas["MapPicture"];
export type Member = Schemas["Member"];
export type NewDeploy = Schemas["NewDeploy"];
export type Network = Schemas["Network"];
export type TrainSetting = Schemas["TrainSetting"];
export type PhoneCapture = Schemas["PhoneCapture"];
export type PhoneProject = Schemas["PhoneProject"];
export type Picture = Schemas["Picture"];
export type PicturePage = Schemas["PicturePage"];
export type PictureRow = Schemas["PictureRow"];
export type Prediction = Schemas["Prediction"];
export type PortOrder = Schemas["PortOrder"];
export type Port = Schemas["Port"];
export type Preflight = Schemas["Preflight"];
export type Project = Schemas["Project"];
export type ProjectClass = Schemas["Class"];
export type Review = Schemas["Review"];
export type ReviewItem = Schemas["ReviewItem"];
export type Rule = Schemas["Rule"];
export type Run = Schemas["Run"];
export type RunDetail = Schemas["RunDetail"];
export type SuggestedBox = Schemas["SuggestedBox"];
export type Session = Schemas["Session"];
export type Settings = Schemas["Settings"];
export type SignIn = Schemas["SignIn"];
export type Suggestion = Schemas["Suggestion"];
export type TrainSettings = Schemas["TrainSettings"];
export type User = Schemas["User"];
export type Version = Schemas["Version"];
export type VersionSettings = Schemas["VersionSettings"];
export type Watched = Schemas["Watched"];
export type WatchedBox = Schemas["WatchedBox"];
export type WatchedPicture = Schemas["WatchedPicture"];

/** The result of the job that checks every file; results of jobs have no types in the API. */
export interface Verified {
  message: string;
  files: number;
  broken: string[];
}

export type Kind = Project["kind"];
export type PictureState = PictureRow["state"];
export type Role = Project["role"];
export type Split = PictureRow["split"];
