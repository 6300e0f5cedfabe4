// Implements `routes` of serve/routes.h: every route of the API, one row each.
#include "serve/handlers.h"
#include "serve/route_fields.h"
#include "serve/routes.h"

namespace tinsmith::serve {
namespace {

using enum Method;
using enum Needs;

constexpr std::span<const Field> kNoQuery;

constexpr Route always_audited(Route route) {
  route.audit = Audit::Always;
  return route;
}
constexpr Route never_audited(Route route) {
  route.audit = Audit::Never;
  return route;
}

constexpr Route kRoutes[] = {
    // People
    {Get, "/session", Nothing, "", "Session", kNoQuery, "get the current session", get_session},
    {Post, "/session", Nothing, "Credentials", "Session", kNoQuery, "sign in", sign_in},
    {Delete, "/session", SignIn, "", "Done", kNoQuery, "sign out", sign_out},
    {Post, "/owner", Nothing, "Credentials", "Session", kNoQuery,
     "create the first account, which is the owner's; 409 when there is one", make_owner},
    {Put, "/account/password", SignIn, "PasswordChange", "Done", kNoQuery,
     "change your password; this ends all your other sessions", change_password},
    {Get, "/account/sign-ins", SignIn, "", "SignIns", kNoQuery, "list your sessions", list_sign_ins},
    {Delete, "/account/sign-ins/{sign_in}", SignIn, "", "Done", kNoQuery, "end a session", revoke_sign_in},
    {Get, "/account/keys", SignIn, "", "ApiKeys", kNoQuery, "list your API keys", list_keys},
    {Post, "/account/keys", SignIn, "NewApiKey", "ApiKey", kNoQuery,
     "create an API key, for 'Authorization: Bearer KEY'", make_key},
    {Delete, "/account/keys/{api_key}", SignIn, "", "Done", kNoQuery, "revoke an API key", revoke_key},
    {Get, "/users", InstallationOwner, "", "Users", kNoQuery, "list the accounts", list_users},
    {Post, "/users", InstallationOwner, "NewUser", "User", kNoQuery, "create an account", make_user},
    {Delete, "/users/{user}", InstallationOwner, "", "Done", kNoQuery, "delete an account", delete_user},
    {Get, "/audit", InstallationOwner, "", "Audit", kAuditQuery, "read the audit log", list_audit},

    // Projects
    {Get, "/projects", SignIn, "", "Projects", kNoQuery, "list your projects", list_projects},
    {Post, "/projects", SignIn, "NewProject", "Project", kNoQuery, "create a project", make_project},
    {Post, "/demo-project", SignIn, "", "Started", kNoQuery,
     "create a project with generated pictures, ready to train", make_demo_project},
    {Post, "/restored-project", SignIn, kBytes, "Started", kRestore, "create a project from a backup",
     restore_project},
    {Get, "/projects/{project}", Viewer, "", "Project", kNoQuery, "", get_project},
    {Patch, "/projects/{project}", Editor, "ProjectChange", "Project", kNoQuery, "rename a project",
     change_project},
    {Delete, "/projects/{project}", Owner, "", "Done", kNoQuery, "delete a project and everything in it",
     delete_project},
    {Put, "/projects/{project}/classes", Editor, "ClassList", "Project", kNoQuery,
     "add, rename, reorder or remove classes", put_classes},
    {Post, "/projects/{project}/classes/{class}/merge", Editor, "MergeInto", "Merged", kNoQuery,
     "move all labels of a class to another class, and remove the class", merge_classes},
    {Get, "/projects/{project}/members", Viewer, "", "Members", kNoQuery, "list the members", list_members},
    {Put, "/projects/{project}/members", Owner, "NewMember", "Members", kNoQuery,
     "add a member, or change the role of one", put_member},
    {Delete, "/projects/{project}/members/{user}", Owner, "", "Members", kNoQuery, "remove a member",
     delete_member},
    {Post, "/projects/{project}/backup", Owner, "", "Download", kNoQuery,
     "create a backup: the project as one archive", back_up_project},

    // Pictures
    {Get, "/projects/{project}/pictures", Viewer, "", "PicturePage", kListing, "search and list pictures",
     list_pictures},
    {Get, "/projects/{project}/pictures/beside", Viewer, "", "PictureBeside", kPosition,
     "get the next or the previous picture in the order of the list", get_picture_beside},
    {Post, "/projects/{project}/pictures", Labeller, kBytes, "AddedPicture", kUpload,
     "add a picture; the body is the file", add_picture},
    {Delete, "/projects/{project}/pictures", Editor, "PictureIds", "Done", kNoQuery,
     "move pictures to the bin, where they stay for 30 days", delete_pictures},
    {Post, "/projects/{project}/bin/restore", Labeller, "PictureIds", "Done", kNoQuery,
     "restore pictures from the bin, with their labels", restore_pictures},
    {Delete, "/projects/{project}/bin", Editor, "BinnedIds", "Done", kNoQuery,
     "delete pictures in the bin permanently", empty_bin},
    {Put, "/projects/{project}/picture-labels", Labeller, "BulkLabel", "Done", kNoQuery,
     "give several pictures the same label", label_pictures},
    {Post, "/projects/{project}/imports", Editor, kBytes, "Started", kImport,
     "import a zip or tar of pictures and labels in any known layout; labels without pictures are for "
     "pictures that the project already has",
     import_zip},
    {Post, "/projects/{project}/imports/{job}", Editor, "ImportAgain", "Started", kNoQuery,
     "repeat a finished import with other options, while its file is stored", import_again},
    {Delete, "/projects/{project}/imports/{job}", Editor, "", "Done", kNoQuery,
     "delete the file of a finished import", forget_import},
    {Get, "/projects/{project}/pictures/{picture}", Viewer, "", "Picture", kNoQuery, "", get_picture},
    {Put, "/projects/{project}/pictures/{picture}/labels", Labeller, "Labels", "Picture", kNoQuery,
     "set the labels of a picture", put_labels},
    {Delete, "/projects/{project}/pictures/{picture}", Labeller, "", "Done", kNoQuery,
     "move a picture to the bin", delete_picture},
    {Get, "/projects/{project}/files/{hash}", Viewer, "", kBytes, kNoQuery,
     "download a picture as it was uploaded; a HEIC as an upright JPEG", get_picture_file},
    {Get, "/projects/{project}/thumbnails/{hash}", Viewer, "", kBytes, kThumbnail,
     "download a thumbnail of a picture as JPEG", get_thumbnail},
    {Get, "/projects/{project}/health", Viewer, "", "any", kHealth,
     "get the health report: counts, class balance and problems, as `tinsmith data check --json` prints it",
     get_health},
    {Post, "/projects/{project}/pictures/{picture}/suggestion", Labeller, "", "Suggestion", kSuggest,
     "get labels for a picture from the newest model, or else from what needs no training", suggest},
    {Get, "/projects/{project}/instant-model", Viewer, "", "InstantModel", kNoQuery,
     "get the classifier that is learned from the labelled pictures without a training", get_instant_model},
    {Post, "/projects/{project}/instant-model/predict", Viewer, kBytes, "InstantPrediction", kNoQuery,
     "run the instant model on a picture; 404 while there is none", predict_instantly},
    {Get, "/projects/{project}/map", Viewer, "", "DataMap", kNoQuery, "get the map of the pictures",
     get_data_map},
    {Put, "/projects/{project}/pictures/{picture}/confirmed", Labeller, "LabelConfirmation", "Done", kNoQuery,
     "confirm the label of a picture, so that the map does not doubt it again", confirm_label},
    {Post, "/projects/{project}/auto-labels", Labeller, "", "Started", kSuggest,
     "label all unlabelled pictures with the newest model, or else with the instant model", auto_label},
    {Get, "/projects/{project}/auto-labels", Viewer, "", "AutoLabels", kNoQuery,
     "list the jobs whose model labels nobody has reviewed yet", list_auto_labels},
    {Post, "/projects/{project}/auto-labels/approve", Labeller, "AutoLabelled", "Done", kNoQuery,
     "approve the model labels of a job or of some pictures", approve_auto_labels},
    {Post, "/projects/{project}/auto-labels/undo", Labeller, "AutoLabelJob", "Done", kNoQuery,
     "remove the model labels of a job that nobody has reviewed", undo_auto_labels},
    {Get, "/projects/{project}/review", Viewer, "", "Review", kNoQuery,
     "list the labels that are probably wrong according to the newest model", get_review},
    {Post, "/projects/{project}/review", Labeller, "", "Started", kNoQuery, "search for label errors",
     start_review},

    // Capture by phone
    {Get, "/projects/{project}/phone", Labeller, "", "PhoneCapture", kNoQuery,
     "get the capture by phone and the phones that are paired with the project", get_phone_capture},
    always_audited(
        {Post, "/projects/{project}/phone", Labeller, "PhoneWish", "PhoneCapture", kNoQuery,
         "open the https address for phones, if it is not open yet, and make a code that pairs one phone",
         begin_phone_capture}),
    always_audited({Delete, "/projects/{project}/phone", Labeller, "", "PhoneCapture", kNoQuery,
                    "end the capture by phone; the address is closed when no other project uses it",
                    end_phone_capture}),
    always_audited({Delete, "/projects/{project}/phones/{phone}", Labeller, "", "PhoneCapture", kNoQuery,
                    "remove a phone", remove_phone}),

    // Versions
    {Get, "/projects/{project}/versions", Viewer, "", "Versions", kNoQuery, "", list_versions},
    {Post, "/projects/{project}/versions", Editor, "VersionSettings", "Version", kNoQuery,
     "create a version: a copy of the current pictures and labels, split into train, val and test",
     make_version},
    {Get, "/projects/{project}/versions/{version}", Viewer, "", "Version", kNoQuery, "", get_version},
    {Delete, "/projects/{project}/versions/{version}", Editor, "", "Done", kNoQuery,
     "delete a version; 409 while a run uses it", delete_version},
    {Post, "/projects/{project}/versions/{version}/download", Viewer, "", "Download", kLayoutQuery,
     "create a zip of a version in one layout", download_version},
    {Get, "/projects/{project}/augmentation-preview", Viewer, "", kBytes, kPreview,
     "get a preview of the augmentation: a grid of pictures as JPEG", preview_augmentation},
    {Get, "/raw/{key}/{file}", Nothing, "", kBytes, kNoQuery, "download a packed file with its key", get_raw},

    // Runs
    {Get, "/networks", SignIn, "", "Networks", kNoQuery, "", list_networks},
    {Get, "/boards", SignIn, "", "Boards", kNoQuery, "", list_boards},
    {Get, "/formats", SignIn, "", "Formats", kNoQuery, "list the layouts of data sets", list_formats},
    {Post, "/projects/{project}/preflight", Viewer, "TrainSettings", "Preflight", kNoQuery,
     "check whether the model that would be trained can run on the board", preflight},
    {Get, "/projects/{project}/runs", Viewer, "", "Runs", kNoQuery, "", list_runs},
    {Post, "/projects/{project}/runs", Editor, "TrainSettings", "Run", kNoQuery, "start a training",
     start_run},
    {Get, "/projects/{project}/runs/compared", Viewer, "", "Comparison", kCompare,
     "compare two runs on the test pictures of the first one", compare_runs},
    {Get, "/projects/{project}/runs/{run}", Viewer, "", "RunDetail", kNoQuery, "", get_run},
    {Delete, "/projects/{project}/runs/{run}", Editor, "", "Done", kNoQuery,
     "delete a run; 409 while it is training", delete_run},
    {Post, "/projects/{project}/runs/{run}/stop", Editor, "", "Done", kNoQuery,
     "stop the training now and keep the best epoch", stop_run},
    {Post, "/projects/{project}/runs/{run}/predict", Viewer, kBytes, "Prediction", kPredict,
     "run the model of a run on a picture", predict},
    {Get, "/projects/{project}/runs/{run}/files/{file}", Viewer, "", kBytes, kNoQuery,
     "download a file of a run, such as model.int8.tflite or report.html", get_run_file},
    {Post, "/projects/{project}/runs/{run}/download", Viewer, "", "Download", kNoQuery,
     "create a zip of all files of a finished run", download_run},
    {Get, "/projects/{project}/runs/{run}/boards/{board}", Viewer, "", "RunOnBoard", kNoQuery,
     "whether a board runs the model of a finished run, and the steps", get_run_on_board},
    {Post, "/projects/{project}/runs/{run}/boards/{board}/package", Viewer, "", "Download", kNoQuery,
     "create a zip with all that a board needs to run the model", package_run},

    // Boards that are connected
    {Get, "/devices", SignIn, "", "Devices", kNoQuery, "list the ports and the connected boards",
     list_devices},
    {Post, "/devices", InstallationOwner, "NewDevice", "Device", kNoQuery,
     "connect to the board at a port of the server's computer; if somebody has done so, that connection is "
     "shared",
     connect_device},
    {Post, "/brokers", InstallationOwner, "NewBroker", "Broker", kNoQuery,
     "list the boards of an MQTT broker too; the password is kept and never returned", add_broker},
    {Delete, "/brokers/{broker}", InstallationOwner, "", "Done", kNoQuery,
     "disconnect the boards of a broker and forget it", remove_broker},
    {Post, "/browser-devices", SignIn, "NewBrowserDevice", "Device", kNoQuery,
     "connect to a board whose port the sender holds, such as a browser by Web Serial",
     connect_browser_device},
    never_audited({Post, "/devices/{device}/received", SignIn, "ReceivedBytes", "Done", kNoQuery,
                   "pass on what such a port has received; 422: too much is waiting, send it again",
                   receive_from_browser}),
    {Get, "/devices/{device}/orders", SignIn, "", "PortOrders", kNoQuery,
     "wait up to 2 s for what is to be done at such a port, in this order; ask again when it is done",
     get_browser_orders},
    {Get, "/devices/{device}", SignIn, "", "DeviceUpdate", kDeviceQuery,
     "get a board and its newest picture; a board stops when nobody has asked for 10 s", get_device},
    never_audited({Patch, "/devices/{device}", SignIn, "DeviceChange", "Device", kNoQuery,
                   "start or stop a board, or set its thresholds; all its watchers share the settings",
                   change_device}),
    {Post, "/devices/{device}/network", SignIn, "NewNetwork", "DeviceNetwork", kNoQuery,
     "write a Wi-Fi and an MQTT broker to a board, and get what it then states; its passwords are never "
     "returned",
     change_device_network},
    {Delete, "/devices/{device}", SignIn, "", "Done", kNoQuery, "disconnect a board; its port is free then",
     disconnect_device},
    {Post, "/projects/{project}/device-pictures", Labeller, "DevicePicture", "SavedDevicePicture", kNoQuery,
     "add a picture of a board's camera, labelled by the model on the board and not reviewed",
     save_device_picture},
    always_audited({Post, "/projects/{project}/runs/{run}/deploys", Viewer, "NewDeploy", "Deploy", kNoQuery,
                    "write the model of a finished run to a board that is plugged in, and prove that it "
                    "answers there; 409 while somebody does so",
                    start_deploy}),
    {Get, "/projects/{project}/deploys", Viewer, "", "Deploys", kNoQuery,
     "list the deploys of this project since the start of the server, and which model is on which board",
     list_deploys},
    {Get, "/projects/{project}/deploys/{deploy}", Viewer, "", "DeployUpdate", kDeviceQuery,
     "get a deploy, with the proof when the board has answered", get_deploy},

    // The installation
    {Get, "/jobs", SignIn, "", "Jobs", kNoQuery, "list the jobs of your projects", list_jobs},
    {Get, "/jobs/{job}", SignIn, "", "Job", kNoQuery, "", get_job},
    {Get, "/jobs/{job}/log", SignIn, "", "JobLog", kNoQuery, "", get_job_log},
    {Patch, "/jobs/{job}", SignIn, "JobChange", "Job", kNoQuery,
     "change the priority of a queued job; editors", change_job},
    {Post, "/jobs/{job}/cancel", SignIn, "", "Job", kNoQuery, "cancel a job; editors", cancel_job},
    {Get, "/events", SignIn, "", kEvents, kNoQuery,
     "'data: {\"topic\":\"job|pictures|project\",\"project_id\":…,\"id\":…}' whenever something changes",
     watch_events},
    {Get, "/settings", InstallationOwner, "", "Settings", kNoQuery, "", get_settings},
    {Put, "/settings", InstallationOwner, "Settings", "Settings", kNoQuery, "", put_settings},
    {Post, "/settings/test-message", InstallationOwner, "", "Done", kNoQuery,
     "send a test e-mail and a test webhook call", send_test_message},
    {Post, "/verified", InstallationOwner, "", "Started", kNoQuery,
     "check all stored files against their hashes", verify_store},
    {Get, "/openapi.json", Nothing, "", "any", kNoQuery, "get the OpenAPI description of this API",
     get_openapi},
};

constexpr Route kPhoneRoutes[] = {
    {Post, "/phone/pairing", Nothing, "PhonePairing", "PhoneProject", kNoQuery,
     "exchange a code for a cookie, which pairs this phone with a project", pair_phone},
    {Get, "/phone", Phone, "", "PhoneProject", kNoQuery, "get the classes and the numbers of pictures",
     get_phone_project},
    {Delete, "/phone", Phone, "", "Done", kNoQuery, "end the pairing", leave_phone_project},
    never_audited({Post, "/phone/classes", Phone, "PhoneClass", "PhoneProject", kNoQuery,
                   "add a class, where the person who paired the phone is an editor", add_phone_class}),
    never_audited({Post, "/phone/pictures", Phone, kBytes, "AddedPicture", kUpload,
                   "add a picture; the body is the file, of at most 16 MiB", add_picture}),
};

}  // namespace

std::span<const Route> routes() {
  return kRoutes;
}

std::span<const Route> phone_routes() {
  return kPhoneRoutes;
}

bool is_audited(const Route& route) {
  if (route.audit != Audit::ByRole) return route.audit == Audit::Always;
  return route.method != Get && route.needs != Labeller && route.needs != Viewer;
}

}  // namespace tinsmith::serve
