// dataset/layouts/layouts.h — the recognise, read and write functions of the layouts in formats.cpp.
//
// docs/formats/datasets.md describes the layouts. Some layouts are read only.
#pragma once

#include "dataset/formats.h"

namespace tinsmith::dataset {

// The class of boxes in files that have no classes.
inline constexpr std::string_view kNameless = "object";

bool recognise_class_folders(const Survey& survey);
Result<Dataset> read_class_folders(const Survey& survey, const ReadOptions& options);
Result<Done> write_class_folders(const Dataset& dataset, const std::filesystem::path& folder);

bool recognise_coco(const Survey& survey);
Result<Dataset> read_coco(const Survey& survey, const ReadOptions& options);
Result<Done> write_coco(const Dataset& dataset, const std::filesystem::path& folder);

bool recognise_voc(const Survey& survey);
Result<Dataset> read_voc(const Survey& survey, const ReadOptions& options);
Result<Done> write_voc(const Dataset& dataset, const std::filesystem::path& folder);

bool recognise_yolo(const Survey& survey);
Result<Dataset> read_yolo(const Survey& survey, const ReadOptions& options);
Result<Done> write_yolo(const Dataset& dataset, const std::filesystem::path& folder);

bool recognise_edge_impulse(const Survey& survey);
Result<Dataset> read_edge_impulse(const Survey& survey, const ReadOptions& options);
Result<Done> write_edge_impulse(const Dataset& dataset, const std::filesystem::path& folder);

bool recognise_cvat(const Survey& survey);
Result<Dataset> read_cvat(const Survey& survey, const ReadOptions& options);

bool recognise_vott_json(const Survey& survey);
Result<Dataset> read_vott_json(const Survey& survey, const ReadOptions& options);

bool recognise_labelme(const Survey& survey);
Result<Dataset> read_labelme(const Survey& survey, const ReadOptions& options);

bool recognise_createml(const Survey& survey);
Result<Dataset> read_createml(const Survey& survey, const ReadOptions& options);

bool recognise_label_studio(const Survey& survey);
Result<Dataset> read_label_studio(const Survey& survey, const ReadOptions& options);

bool recognise_via(const Survey& survey);
Result<Dataset> read_via(const Survey& survey, const ReadOptions& options);

bool recognise_image_list(const Survey& survey);
Result<Dataset> read_image_list(const Survey& survey, const ReadOptions& options);

bool recognise_csv(const Survey& survey);
Result<Dataset> read_csv(const Survey& survey, const ReadOptions& options);
// Returns why a CSV file that no reader accepts still seems to contain labels. Empty when it does not.
std::string why_csv_is_not_read(const Survey& survey, const std::string& path);
Result<Done> write_csv(const Dataset& dataset, const std::filesystem::path& folder);

bool recognise_tfrecord(const Survey& survey);
Result<Dataset> read_tfrecord(const Survey& survey, const ReadOptions& options);

}  // namespace tinsmith::dataset
