//! Stories of Anna and Ben, one module a story: a real server in this process or in its own, on a real
//! PostgreSQL, over real sockets. Each story has a database of its own.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a story that can't go on has failed, and one may say what it measured"
)]
mod support;

mod accounts;
mod accounts_at_once;
mod activity;
mod alerts;
mod amounts;
mod any_fault;
mod any_history;
mod attacks;
mod bad_input;
mod beside_a_server;
mod brought_back;
mod browser_and_tokens;
mod clock_steps;
mod command_line;
mod commit_order;
mod container;
mod counting_together;
mod cut_network;
mod deleted_meanwhile;
mod doctor;
mod erasure;
mod every_outcome;
mod failover;
mod fifty_want_one_room;
mod filtered_watching;
mod front_desk_page;
mod generated_clients;
mod groups;
mod guessing;
mod guide;
mod hotel_settings;
mod http_audit;
mod invitations;
mod killed_postgres;
mod killed_program;
mod known_documents;
mod late_database;
mod lists;
mod lost_answers;
mod lost_listener;
mod many_watchers;
mod merged_guests;
mod migrations;
mod names;
mod names_before;
mod new_groups;
mod new_rooms;
mod newer_schema;
mod official_clients;
mod one_folder;
mod one_request_id;
mod operators;
mod other_life;
mod other_origins;
mod other_postgres;
mod outages;
mod outbox;
mod package;
mod page_costs;
mod pages;
mod plain_words;
mod pooler;
mod presence;
mod reading;
mod readme;
mod relay;
mod relay_costs;
mod resuming;
mod retries;
mod roles;
mod rolling_upgrade;
mod same_field_twice;
mod schema_is_the_contract;
mod server_sent_events;
mod service_accounts;
mod socket_protocol;
mod staff;
mod standby;
mod stopping;
mod the_stay;
mod throwaway;
mod traces;
mod trouble;
mod trusted_documents;
mod two_edit_one_booking;
mod two_servers;
mod undone_moves;
mod unreadable;
mod upgraded;
mod watch_promises;
mod writes_from_outside;
