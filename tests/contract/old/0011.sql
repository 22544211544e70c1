-- A database at revision 0011 with rows of an older one, written by feedhub 0.1.0 and dumped by sqlite3's iterdump.
-- It stays as it is: test_migrations.py loads it as the state of somebody who updates.
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0011');
CREATE TABLE alias (
	namespace VARCHAR(120) NOT NULL, 
	"key" VARCHAR(500) NOT NULL, 
	entry_id INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	first_seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_alias PRIMARY KEY (namespace, "key"), 
	CONSTRAINT fk_alias_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id)
);
INSERT INTO "alias" VALUES('hub','NW1-old',1,'same link','2022-05-27 08:00:00.000000');
CREATE TABLE archive (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	feed INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	sources TEXT NOT NULL, 
	CONSTRAINT uq_archive_feed_number UNIQUE (feed, number)
);
CREATE TABLE archived_entry (
	entry_id INTEGER NOT NULL, 
	archive_id INTEGER NOT NULL, 
	source_id VARCHAR(100) NOT NULL, 
	title TEXT NOT NULL, 
	link TEXT NOT NULL, 
	author TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	excerpt TEXT NOT NULL, 
	language VARCHAR(40) NOT NULL, 
	updated DATETIME NOT NULL, 
	enclosures TEXT NOT NULL, 
	categories TEXT NOT NULL, 
	tags TEXT NOT NULL, 
	wording VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_archived_entry PRIMARY KEY (entry_id, archive_id), 
	CONSTRAINT fk_archived_entry_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id), 
	CONSTRAINT fk_archived_entry_archive_id FOREIGN KEY(archive_id) REFERENCES archive (id), 
	CONSTRAINT fk_archived_entry_wording FOREIGN KEY(wording) REFERENCES wording (digest)
);
CREATE TABLE backfill (
	id INTEGER NOT NULL, 
	source_id VARCHAR(100) NOT NULL, 
	address VARCHAR(64) NOT NULL, 
	url TEXT NOT NULL, 
	digest VARCHAR(64), 
	catches_up BOOLEAN NOT NULL, 
	failures INTEGER NOT NULL, 
	retry_at DATETIME, 
	CONSTRAINT pk_backfill PRIMARY KEY (id), 
	CONSTRAINT fk_backfill_source_id FOREIGN KEY(source_id) REFERENCES source (id), 
	CONSTRAINT uq_backfill_source_id_address UNIQUE (source_id, address)
);
INSERT INTO "backfill" VALUES(1,'list-45','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','http://a.example/feed?page=2',NULL,0,1,'2022-05-27 09:00:00.000000');
CREATE TABLE category (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	name_key VARCHAR(400) NOT NULL, 
	slug VARCHAR(100) NOT NULL, 
	slug_key VARCHAR(100) NOT NULL, 
	first_seen_at DATETIME NOT NULL, 
	entries INTEGER NOT NULL, 
	latest INTEGER NOT NULL, kind VARCHAR(20) DEFAULT 'category' NOT NULL, size INTEGER, 
	CONSTRAINT pk_category PRIMARY KEY (id), 
	CONSTRAINT uq_category_name_key UNIQUE (name_key), 
	CONSTRAINT uq_category_slug_key UNIQUE (slug_key)
);
INSERT INTO "category" VALUES(1,'财经','财经','caijing','caijing','2022-05-27 08:00:00.000000',2,2,'category',NULL);
INSERT INTO "category" VALUES(2,'TechWeb','techweb','techweb','techweb','2022-05-27 08:00:00.000000',1,1,'category',NULL);
CREATE TABLE change (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	category_id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	CONSTRAINT fk_change_category_id_category FOREIGN KEY(category_id) REFERENCES category (id), 
	CONSTRAINT fk_change_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id)
);
CREATE TABLE clue (
	source_id VARCHAR(100) NOT NULL, 
	"key" VARCHAR(40) NOT NULL, 
	entry_id INTEGER NOT NULL, 
	CONSTRAINT pk_clue PRIMARY KEY (source_id, "key", entry_id)
)
 WITHOUT ROWID

;
INSERT INTO "clue" VALUES('list-45','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',1);
CREATE TABLE dropped (
	source_id VARCHAR(100) NOT NULL, 
	"key" TEXT NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_dropped PRIMARY KEY (source_id, "key"), 
	CONSTRAINT fk_dropped_source_id FOREIGN KEY(source_id) REFERENCES source (id)
);
INSERT INTO "dropped" VALUES('list-45','hub NW9','ff','rule 1: no adverts');
CREATE TABLE duplicate (
	entry_id INTEGER NOT NULL, 
	first_id INTEGER NOT NULL, 
	like_id INTEGER NOT NULL, 
	score FLOAT NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_duplicate PRIMARY KEY (entry_id), 
	CONSTRAINT fk_duplicate_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id), 
	CONSTRAINT fk_duplicate_first_id_entry FOREIGN KEY(first_id) REFERENCES entry (id), 
	CONSTRAINT fk_duplicate_like_id_entry FOREIGN KEY(like_id) REFERENCES entry (id)
);
CREATE TABLE edit (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	feed INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	archive_id INTEGER, 
	CONSTRAINT fk_edit_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id), 
	CONSTRAINT fk_edit_archive_id FOREIGN KEY(archive_id) REFERENCES archive (id)
);
CREATE TABLE entry (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	namespace VARCHAR(120) NOT NULL, 
	"key" VARCHAR(500) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	name_key VARCHAR(120) NOT NULL, 
	source_id VARCHAR(100) NOT NULL, 
	priority INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	link TEXT NOT NULL, 
	author TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	excerpt TEXT NOT NULL, 
	language VARCHAR(40) NOT NULL, 
	published DATETIME NOT NULL, 
	date_basis VARCHAR(20) NOT NULL, 
	updated DATETIME NOT NULL, 
	stated_updated DATETIME, 
	first_seen_at DATETIME NOT NULL, 
	path TEXT NOT NULL, 
	archive_path TEXT NOT NULL, 
	enclosures TEXT NOT NULL, 
	number INTEGER, 
	content TEXT NOT NULL, 
	CONSTRAINT fk_entry_source_id FOREIGN KEY(source_id) REFERENCES source (id), 
	CONSTRAINT uq_entry_name_key UNIQUE (name_key), 
	CONSTRAINT uq_entry_namespace_key UNIQUE (namespace, "key"), 
	CONSTRAINT uq_entry_number UNIQUE (number)
);
INSERT INTO "entry" VALUES(1,'hub','NW1','NW1','nw1','list-45',0,'标题 NW1 "quoted" & it''s','http://a.example/NW1','记者','摘要','正文','zh-CN','2022-05-26 13:39:19.000000','source','2022-05-26 13:39:19.000000',NULL,'2022-05-27 08:00:00.000000','caijing/2022/05/26/NW1.html','_posts/2022/05/2022-05-26-NW1.md','[["http://a.example/1.mp3", "audio/mpeg", 1000]]',1,'<p>正文 it''s</p>
<p>𠮷</p>');
INSERT INTO "entry" VALUES(2,'hub','NW2','NW2','nw2','list-45',0,'标题 NW2 "quoted" & it''s','http://a.example/NW2','记者','摘要','正文','zh-CN','2022-05-26 14:00:00.000000','source','2022-05-26 15:00:00.000000','2022-05-26 15:00:00.000000','2022-05-27 08:00:00.000000','caijing/2022/05/26/NW2.html','_posts/2022/05/2022-05-26-NW2.md','[]',2,'<p>正文 it''s</p>
<p>𠮷</p>');
INSERT INTO "entry" VALUES(3,'hub','NW3','NW3','nw3','list-45',0,'标题 NW3 "quoted" & it''s','http://a.example/NW3','记者','摘要','正文','zh-CN','2022-05-27 08:00:00.000000','first_seen','2022-05-27 08:00:00.000000',NULL,'2022-05-27 08:00:00.000000','caijing/2022/05/26/NW3.html','_posts/2022/05/2022-05-26-NW3.md','[]',NULL,'<p>正文 it''s</p>
<p>𠮷</p>');
CREATE TABLE entry_category (
	entry_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	category_id INTEGER NOT NULL, 
	number INTEGER, 
	CONSTRAINT pk_entry_category PRIMARY KEY (entry_id, position), 
	CONSTRAINT fk_entry_category_category_id FOREIGN KEY(category_id) REFERENCES category (id), 
	CONSTRAINT fk_entry_category_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id), 
	CONSTRAINT uq_entry_category_category_id_number UNIQUE (category_id, number), 
	CONSTRAINT uq_entry_category_entry_id_category_id UNIQUE (entry_id, category_id)
);
INSERT INTO "entry_category" VALUES(1,0,1,1);
INSERT INTO "entry_category" VALUES(2,0,1,2);
INSERT INTO "entry_category" VALUES(1,1,2,1);
INSERT INTO "entry_category" VALUES(3,0,1,NULL);
CREATE TABLE entry_tag (
	entry_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	tag VARCHAR(120) NOT NULL, 
	CONSTRAINT pk_entry_tag PRIMARY KEY (entry_id, position), 
	CONSTRAINT fk_entry_tag_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id)
);
INSERT INTO "entry_tag" VALUES(1,0,'财经新闻');
INSERT INTO "entry_tag" VALUES(1,1,'快讯');
INSERT INTO "entry_tag" VALUES(2,0,'财经新闻');
INSERT INTO "entry_tag" VALUES(2,1,'快讯');
INSERT INTO "entry_tag" VALUES(1,2,'TechWeb新闻');
INSERT INTO "entry_tag" VALUES(3,0,'财经新闻');
INSERT INTO "entry_tag" VALUES(3,1,'快讯');
CREATE TABLE gap (
	id INTEGER NOT NULL, 
	source_id VARCHAR(100) NOT NULL, 
	since DATETIME NOT NULL, 
	until DATETIME NOT NULL, 
	items INTEGER NOT NULL, 
	filled BOOLEAN NOT NULL, 
	CONSTRAINT pk_gap PRIMARY KEY (id), 
	CONSTRAINT fk_gap_source_id_source FOREIGN KEY(source_id) REFERENCES source (id)
);
CREATE TABLE incident (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	source_id VARCHAR(100) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	cause TEXT NOT NULL, 
	opened_at DATETIME NOT NULL, 
	last_seen_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	closed_at DATETIME, 
	outcome TEXT NOT NULL, 
	CONSTRAINT fk_incident_source_id_source FOREIGN KEY(source_id) REFERENCES source (id)
);
CREATE TABLE learnt (
	source_id VARCHAR(100) NOT NULL, 
	memory TEXT NOT NULL, 
	CONSTRAINT pk_learnt PRIMARY KEY (source_id), 
	CONSTRAINT fk_learnt_source_id_source FOREIGN KEY(source_id) REFERENCES source (id)
);
CREATE TABLE mark (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind VARCHAR(20) NOT NULL, 
	entry_id INTEGER, 
	category_id INTEGER, 
	number INTEGER
);
INSERT INTO "mark" VALUES(7,'directory',NULL,NULL,NULL);
INSERT INTO "mark" VALUES(13,'directory',NULL,NULL,NULL);
INSERT INTO "mark" VALUES(15,'post',3,NULL,NULL);
INSERT INTO "mark" VALUES(16,'category',NULL,1,2);
INSERT INTO "mark" VALUES(17,'category',NULL,2,1);
INSERT INTO "mark" VALUES(18,'hub',NULL,NULL,NULL);
INSERT INTO "mark" VALUES(19,'status',NULL,NULL,NULL);
INSERT INTO "mark" VALUES(20,'sitemap',NULL,NULL,1);
INSERT INTO "mark" VALUES(21,'category',NULL,1,0);
INSERT INTO "mark" VALUES(22,'category',NULL,2,0);
INSERT INTO "mark" VALUES(23,'hub',NULL,NULL,NULL);
INSERT INTO "mark" VALUES(24,'directory',NULL,NULL,NULL);
CREATE TABLE meta (
	"key" VARCHAR(100) NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_meta PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('tag_authority','hub.example,2022-05-26');
CREATE TABLE month (
	category_id INTEGER NOT NULL, 
	month INTEGER NOT NULL, 
	entries INTEGER NOT NULL, 
	CONSTRAINT pk_month PRIMARY KEY (category_id, month), 
	CONSTRAINT fk_month_category_id FOREIGN KEY(category_id) REFERENCES category (id)
);
INSERT INTO "month" VALUES(1,202205,2);
INSERT INTO "month" VALUES(2,202205,1);
CREATE TABLE month_entry (
	category_id INTEGER NOT NULL, 
	month INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	CONSTRAINT pk_month_entry PRIMARY KEY (category_id, month, number), 
	CONSTRAINT fk_month_entry_category_id FOREIGN KEY(category_id) REFERENCES category (id), 
	CONSTRAINT fk_month_entry_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id), 
	CONSTRAINT uq_month_entry_entry_id_category_id UNIQUE (entry_id, category_id)
);
INSERT INTO "month_entry" VALUES(1,202205,1,1);
INSERT INTO "month_entry" VALUES(1,202205,2,2);
INSERT INTO "month_entry" VALUES(2,202205,1,1);
CREATE TABLE quarantine (
	id INTEGER NOT NULL, 
	source_id VARCHAR(100) NOT NULL, 
	place TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	excerpt TEXT NOT NULL, failed_key TEXT, 
	CONSTRAINT pk_quarantine PRIMARY KEY (id), 
	CONSTRAINT fk_quarantine_source_id FOREIGN KEY(source_id) REFERENCES source (id)
);
INSERT INTO "quarantine" VALUES(1,'list-45','nodeList[3]','has no title','NW4',NULL);
CREATE TABLE recheck (
	entry_id INTEGER NOT NULL, 
	source_id VARCHAR(100) NOT NULL, 
	due_at DATETIME NOT NULL, 
	missing INTEGER NOT NULL, 
	CONSTRAINT pk_recheck PRIMARY KEY (entry_id), 
	CONSTRAINT fk_recheck_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id)
);
CREATE TABLE revision (
	entry_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	wording VARCHAR(64) NOT NULL, 
	sense VARCHAR(40) NOT NULL, 
	updated DATETIME NOT NULL, 
	replaced_at DATETIME NOT NULL, 
	CONSTRAINT pk_revision PRIMARY KEY (entry_id, number), 
	CONSTRAINT fk_revision_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id), 
	CONSTRAINT fk_revision_wording_wording FOREIGN KEY(wording) REFERENCES wording (digest)
);
INSERT INTO "revision" VALUES(2,1,'Old title','24af66658e640ff5c618dc390e4e91b858a4f36d2550aecac1f149a0d5d51885','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','2022-05-26 14:00:00.000000','2022-05-26 15:00:00.000000');
CREATE TABLE search_document (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	entry_id INTEGER NOT NULL, 
	CONSTRAINT fk_search_document_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id), 
	CONSTRAINT uq_search_document_entry_id UNIQUE (entry_id)
);
INSERT INTO "search_document" VALUES(1,1);
INSERT INTO "search_document" VALUES(2,2);
INSERT INTO "search_document" VALUES(3,3);
CREATE VIRTUAL TABLE search_terms USING fts5(title, body, content='', tokenize='ascii');
CREATE TABLE selection (
	"key" VARCHAR(120) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	considered INTEGER NOT NULL, 
	CONSTRAINT pk_selection PRIMARY KEY ("key")
);
CREATE TABLE sighting (
	entry_id INTEGER NOT NULL, 
	source_id VARCHAR(100) NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	first_seen_at DATETIME NOT NULL, title TEXT, page TEXT, stated TEXT, 
	CONSTRAINT pk_sighting PRIMARY KEY (entry_id, source_id), 
	CONSTRAINT fk_sighting_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id)
);
INSERT INTO "sighting" VALUES(1,'list-45','aa','2022-05-27 08:00:00.000000',NULL,NULL,NULL);
INSERT INTO "sighting" VALUES(2,'list-45','bb','2022-05-27 08:00:00.000000',NULL,NULL,NULL);
INSERT INTO "sighting" VALUES(1,'market-37','cc','2022-05-27 08:00:00.000000',NULL,NULL,NULL);
INSERT INTO "sighting" VALUES(3,'list-45','dd','2022-05-27 08:00:00.000000',NULL,NULL,NULL);
CREATE TABLE sitemap (
	number INTEGER NOT NULL, 
	changed_at DATETIME, 
	CONSTRAINT pk_sitemap PRIMARY KEY (number)
);
CREATE TABLE source (
	id VARCHAR(100) NOT NULL, 
	title TEXT NOT NULL, 
	link TEXT NOT NULL, 
	etag TEXT, 
	last_modified TEXT, 
	body_digest VARCHAR(64), 
	config_digest VARCHAR(64), 
	listed INTEGER NOT NULL, 
	quarantined INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	last_error TEXT, 
	fetched_at DATETIME, 
	changed_at DATETIME, 
	next_fetch_at DATETIME, 
	wait_until DATETIME, identity VARCHAR(20) DEFAULT 'id' NOT NULL, identity_reason TEXT, dropped INTEGER DEFAULT '0' NOT NULL, haste INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_source PRIMARY KEY (id)
);
INSERT INTO "source" VALUES('list-45','财经要闻','http://a.example/','"v1"','Thu, 26 May 2022 13:39:19 GMT','dddddddddddddddddddddddddddddddd','cccccccccccccccccccccccccccccccc',4,1,0,NULL,'2022-05-27 08:00:00.000000','2022-05-27 08:00:00.000000','2022-05-27 08:05:00.000000',NULL,'id',NULL,0,0);
INSERT INTO "source" VALUES('market-37','','',NULL,NULL,NULL,NULL,0,0,2,'fetch http://b.example/: timed out','2022-05-27 08:00:00.000000',NULL,NULL,'2022-05-27 09:00:00.000000','id',NULL,0,0);
CREATE TABLE telling (
	entry_id INTEGER NOT NULL, 
	first_seen_at DATETIME NOT NULL, 
	packed BLOB NOT NULL, 
	CONSTRAINT pk_telling PRIMARY KEY (entry_id), 
	CONSTRAINT fk_telling_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id)
);
CREATE TABLE telling_key (
	"key" BIGINT NOT NULL, 
	slot INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	CONSTRAINT pk_telling_key PRIMARY KEY ("key", slot)
)
 WITHOUT ROWID

;
CREATE TABLE uncompared (
	entry_id INTEGER NOT NULL, 
	CONSTRAINT pk_uncompared PRIMARY KEY (entry_id), 
	CONSTRAINT fk_uncompared_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id)
);
CREATE TABLE unrest (
	entry_id INTEGER NOT NULL, 
	changed_at DATETIME NOT NULL, 
	returns INTEGER NOT NULL, 
	places TEXT NOT NULL, 
	CONSTRAINT pk_unrest PRIMARY KEY (entry_id), 
	CONSTRAINT fk_unrest_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id)
);
INSERT INTO "unrest" VALUES(2,'2022-05-26 15:00:00.000000',0,'{}');
CREATE TABLE unsettled (
	entry_id INTEGER NOT NULL, 
	CONSTRAINT pk_unsettled PRIMARY KEY (entry_id), 
	CONSTRAINT fk_unsettled_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id)
);
CREATE TABLE withdrawal (
	entry_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	reason TEXT NOT NULL, 
	restored_at DATETIME, 
	told_until DATETIME, 
	CONSTRAINT pk_withdrawal PRIMARY KEY (entry_id), 
	CONSTRAINT fk_withdrawal_entry_id_entry FOREIGN KEY(entry_id) REFERENCES entry (id)
);
CREATE TABLE withheld (
	entry_id INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_withheld PRIMARY KEY (entry_id), 
	CONSTRAINT fk_withheld_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id)
);
CREATE TABLE wording (
	digest VARCHAR(64) NOT NULL, 
	body BLOB NOT NULL, 
	CONSTRAINT pk_wording PRIMARY KEY (digest)
);
INSERT INTO "wording" VALUES('24af66658e640ff5c618dc390e4e91b858a4f36d2550aecac1f149a0d5d51885',X'789CB329B07B367DB94266897AB18D7E811D0031FC05BF');
CREATE INDEX ix_category_latest ON category (latest);
CREATE INDEX ix_mark_kind_id ON mark (kind, id);
CREATE INDEX ix_quarantine_source_id ON quarantine (source_id);
CREATE INDEX ix_entry_category_unfiled ON entry_category (entry_id) WHERE number IS NULL;
CREATE INDEX ix_alias_entry_id ON alias (entry_id);
CREATE INDEX ix_archive_feed_last ON archive (feed, last, number);
CREATE INDEX ix_edit_entry_id ON edit (entry_id);
CREATE INDEX ix_edit_feed_archive_id ON edit (feed, archive_id);
CREATE INDEX ix_withdrawal_told_until ON withdrawal (told_until);
CREATE INDEX ix_recheck_source_id_due_at ON recheck (source_id, due_at);
CREATE INDEX ix_change_category_id_id ON change (category_id, id);
CREATE INDEX ix_duplicate_first_id ON duplicate (first_id);
CREATE INDEX ix_gap_source_id ON gap (source_id);
CREATE INDEX ix_incident_changed_at ON incident (changed_at);
CREATE INDEX ix_incident_source_id_kind ON incident (source_id, kind);
CREATE INDEX ix_clue_entry_id ON clue (entry_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('mark',24);
INSERT INTO "sqlite_sequence" VALUES('entry',3);
INSERT INTO "sqlite_sequence" VALUES('search_document',3);
COMMIT;
